import type { ShellCommand } from "../../shell/commands.ts";
import { codeSpan, commandsOf, isClient } from "../code.ts";
import { eachStep } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

export const forcedRestore: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK035",
  id: "forced-restore",
  title: "A restore stops at its first error",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/mysql-command-options.html#option_mysql_force"],
  *check(runbook, context) {
    for (const { step } of eachStep(runbook, context)) {
      const commands = commandsOf(step);
      for (const [index, command] of commands.entries()) {
        if (!isRestore(command)) continue;
        const force = command.words.find(({ text }) => /^(?:-[a-zA-Z]*f|--force)$/.test(text));
        const before = force && command.words[command.words.indexOf(force) - 1];
        if (force && before) {
          const span = codeSpan(step, force);
          const edits = [{ span: { start: codeSpan(step, before).end, end: span.end }, newText: "" }];
          yield {
            span,
            message:
              "With `--force` the client goes on behind every error and ends with 0: what is restored is anybody's guess. Remove it.",
            fixes:
              force.text.length === 2 || force.text === "--force"
                ? [{ title: "Remove it", safety: "unsafe", edits }]
                : [],
          };
        }
        const next = commands[index + 1];
        if (next?.joinedBy === "||" && (next.name === "true" || next.name === ":"))
          yield {
            span: codeSpan(step, { start: next.words[0]?.start ?? 0, end: next.words[0]?.end ?? 0 }),
            message: `\`|| ${next.name}\` makes a success of a restore that failed. Remove it.`,
          };
      }
    }
  },
};

function isRestore(command: ShellCommand): boolean {
  return (
    isClient(command) && (command.joinedBy === "|" || command.redirections.some(({ operator }) => operator === "<"))
  );
}
