import { codeSpan, isClient } from "../code.ts";
import { positionals } from "../dumps.ts";
import { eachCommand } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

export const passwordAsDatabase: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK042",
  id: "password-as-database",
  title: "A password stands right behind -p, or not at all",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/password-security-user.html"],
  *check(runbook, context) {
    for (const { command, step } of eachCommand(runbook, context)) {
      if (!/^(?:mysql|mariadb)[\w-]*$/.test(command.name)) continue;
      for (const [index, { text, end }] of command.words.entries()) {
        const next = command.words[index + 1];
        if (text !== "-p" || !next || next.text.startsWith("-")) continue;
        const isSecond = isClient(command) && positionals(command) > 1;
        if (!isSecond && !looksSecret(next.value)) continue;
        yield {
          span: codeSpan(step, next),
          message: `\`-p ${"*".repeat(6)}\` asks for a password all the same, and takes this word for a database. Use an option file (\`--defaults-extra-file\`) or a login path.`,
          fixes: [
            {
              title: "Remove it",
              safety: "unsafe",
              edits: [{ span: codeSpan(step, { start: end, end: next.end }), newText: "" }],
            },
          ],
        };
      }
    }
  },
};

/** No name of a database looks like this. */
function looksSecret(word: string): boolean {
  return /pass(?:word|wd)?|secret|\bpwd\b/i.test(word) || (/[!#%^&*+=?@]/.test(word) && !word.startsWith("$"));
}
