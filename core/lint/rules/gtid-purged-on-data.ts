import { assignmentsOf, begins, tokenSpan } from "../code.ts";
import { eachStatement } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

export const gtidPurgedOnData: RunbookRule = {
  about: "runbook",
  code: "RBK030",
  id: "gtid-purged-on-data",
  title: "gtid_purged is set on an instance without transactions",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/replication-options-gtids.html#sysvar_gtid_purged"],
  *check(runbook, context) {
    let isEmpty = false;
    for (const { statement, target } of eachStatement(runbook, context)) {
      if (begins(statement, "RESET MASTER") || begins(statement, "RESET BINARY LOGS AND GTIDS")) isEmpty = true;
      if (target.flavor === "mariadb" || isEmpty) continue;
      // A leading plus adds to what is there, which MySQL 8.0 and newer allow.
      for (const { name, at, value, text } of assignmentsOf(statement))
        if (name === "gtid_purged" && !text.startsWith("+"))
          yield {
            span: tokenSpan(statement, at, value[1]),
            message:
              "The server refuses this (error 1840 or 3546) unless its gtid_executed is empty or fits. Empty the instance first with RESET BINARY LOGS AND GTIDS (RESET MASTER before 8.2), or add with '+…'.",
          };
    }
  },
};
