import { codeSpan } from "../code.ts";
import { eachCommand } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

export const killedServer: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK071",
  id: "killed-server",
  title: "A server is shut down, not killed",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/unix-signal-response.html"],
  *check(runbook, context) {
    for (const { command, step } of eachCommand(runbook, context)) {
      const [first] = command.words;
      const values = command.words.slice(1).map(({ value }) => value);
      const isKill =
        /^(?:kill|pkill|killall)$/.test(command.name) && values.some((value) => /^-(?:9|KILL|SIGKILL|s9)$/.test(value));
      const isServer = values.some((value) => /\b(?:mysqld|mariadbd|mysqld_safe)\b/.test(value));
      if (first && isKill && isServer)
        yield {
          span: codeSpan(step, first),
          message:
            "A killed server needs crash recovery, and what was not flushed depends on its settings. Use its service or SHUTDOWN; in a drill of a crash say so with a suppression.",
        };
    }
  },
};
