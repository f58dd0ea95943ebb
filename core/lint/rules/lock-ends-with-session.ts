import { begins, statementsOf, tokenSpan } from "../code.ts";
import { eachStatement } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

const locks = [
  "FLUSH TABLES WITH READ LOCK",
  "LOCK TABLES",
  "LOCK INSTANCE FOR BACKUP",
  "BACKUP STAGE",
  "FLUSH TABLES * WITH READ LOCK",
];

export const lockEndsWithSession: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK052",
  id: "lock-ends-with-session",
  title: "A lock is held by a session that lasts",
  severity: "error",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/flush.html#flush-tables-with-read-lock"],
  *check(runbook, context) {
    for (const { statement, step } of eachStatement(runbook, context)) {
      const { client } = statement;
      const words = locks.find((lock) => begins(statement, lock));
      if (!client || !words) continue;
      const own = statementsOf(step).filter((other) => other.client === client);
      // What the same call does under the lock is done while it is held.
      const later = own
        .slice(own.indexOf(statement) + 1)
        .filter((other) => !/^(?:UNLOCK|BACKUP)$/.test(other.words[0] ?? ""));
      if (later.length > 0) continue;
      yield {
        span: tokenSpan(statement, 0, words.split(" ").length - 1),
        message:
          "The lock is gone when this call of the client ends, before the next line runs. Take it in a `sql` block: a run keeps one session to its end.",
      };
    }
  },
};
