import { codeSpan } from "../code.ts";
import { eachCommand } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

export const binaryLogsRemovedByHand: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK070",
  id: "binary-logs-removed-by-hand",
  title: "Binary logs are removed by the server",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/purge-binary-logs.html"],
  *check(runbook, context) {
    for (const { command, step } of eachCommand(runbook, context)) {
      if (command.name !== "rm" && command.name !== "unlink") continue;
      // A copy elsewhere is nobody's log.
      const word = command.words
        .slice(1)
        .find(
          ({ value }) =>
            /(?:^|\/)(?:mysql-bin|binlog|mariadb-bin)\.[\d*?[{]/.test(value) && !/backup|copy|tmp/i.test(value),
        );
      if (word)
        yield {
          span: codeSpan(step, word),
          message:
            "The server's index still names these files, replicas that need them stop with error 1236, and nothing checks that. Use PURGE BINARY LOGS, after a look at what the replicas have read.",
        };
    }
  },
};
