import type { ShellCommand } from "../../shell/commands.ts";
import { codeSpan } from "../code.ts";
import { eachCommand } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

const endless: readonly (readonly [RegExp, RegExp])[] = [
  [/^tail$/, /^(?:-[a-zA-Z0-9]*[fF]\S*|--follow\S*)$/],
  [/^(?:docker|podman|kubectl|journalctl|docker-compose)$/, /^(?:-f|--follow)$/],
  [/^(?:mysqladmin|mariadb-admin)$/, /^(?:-i\d*|--sleep\S*)$/],
  [/^(?:mysqlbinlog|mariadb-binlog)$/, /^--stop-never$/],
];
const interactive = new Set(["watch", "top", "htop", "innotop", "mytop", "less", "more", "vi", "vim", "nano"]);

export const endlessCommand: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK018",
  id: "endless-command",
  title: "Every command comes to an end by itself",
  severity: "warning",
  references: [],
  *check(runbook, context) {
    for (const { command, step } of eachCommand(runbook, context)) {
      if (!isEndless(command)) continue;
      const [first] = command.words;
      const option = command.words.find(({ text }) => command.name === "tail" && /^(?:-f|-F|--follow\S*)$/.test(text));
      const before = option && command.words[command.words.indexOf(option) - 1];
      const edits =
        option && before ? [{ span: codeSpan(step, { start: before.end, end: option.end }), newText: "" }] : [];
      yield {
        span: codeSpan(step, { start: first?.start ?? 0, end: first?.end ?? 0 }),
        message: `\`${command.name}\` never ends here, so the step runs into its timeout. Read once, and repeat the step with \`@until\`.`,
        fixes: edits.length > 0 ? [{ title: "Read once", safety: "unsafe", edits }] : [],
      };
    }
  },
};

function isEndless({ name, words, joinedBy }: ShellCommand): boolean {
  const texts = words.slice(1).map(({ text }) => text);
  if (interactive.has(name))
    return (
      joinedBy !== "|" && !texts.some((text) => /^(?:--version|--help|-b\S*|-n\d*)$/.test(text) && name !== "watch")
    );
  // `-f` of other subcommands names a file.
  if (/^(?:docker|podman|kubectl|docker-compose)$/.test(name) && !texts.includes("logs")) return false;
  return endless.some(([program, option]) => program.test(name) && texts.some((text) => option.test(text)));
}
