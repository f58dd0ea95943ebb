import { recoveryRule } from "../recovery/recovery-rule.ts";

export const isolationNeedsRowEvents = recoveryRule({
  code: "CNF075",
  id: "isolation-needs-row-events",
  title: "The isolation level suits the binary log",
  severity: "error",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/innodb-transaction-isolation-levels.html",
    "https://mariadb.com/kb/en/set-transaction/",
  ],
  *check(view) {
    if (!view.logOn || !view.has("transaction_isolation")) return;
    const level = view.member("transaction_isolation", [
      "READ-UNCOMMITTED",
      "READ-COMMITTED",
      "REPEATABLE-READ",
      "SERIALIZABLE",
    ]);
    if (level !== "READ-UNCOMMITTED" && level !== "READ-COMMITTED") return;
    if (view.member("binlog_format", ["MIXED", "STATEMENT", "ROW"]) !== "STATEMENT") return;
    yield view.report(
      "binlog_format",
      `With ${level} and binlog_format = STATEMENT every write to InnoDB fails with error 1665. Set binlog_format = ROW.`,
      { want: "ROW" },
    );
  },
});
