import { replaceTokens, tokenSpan } from "../code.ts";
import { eachStatement } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

export const currentPos: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK054",
  id: "current-pos",
  title: "A replica of MariaDB continues from what it has replicated",
  severity: "warning",
  references: ["https://mariadb.com/kb/en/gtid/#using-current_pos-vs-slave_pos"],
  *check(runbook, context) {
    for (const { statement } of eachStatement(runbook, context)) {
      const { words } = statement;
      const at = words.indexOf("MASTER_USE_GTID");
      if (words[0] !== "CHANGE" || at < 0 || words[at + 1] !== "=" || words[at + 2] !== "CURRENT_POS") continue;
      yield {
        span: tokenSpan(statement, at, at + 2),
        message:
          "With current_pos a write of the replica's own moves the place where replication goes on, or breaks it; MariaDB has deprecated it. Write slave_pos, and MASTER_DEMOTE_TO_SLAVE = 1 for a former source.",
        fixes: [
          {
            title: "Write slave_pos",
            safety: "unsafe",
            edits: [replaceTokens(statement, at + 2, at + 2, "slave_pos")],
          },
        ],
      };
    }
  },
};
