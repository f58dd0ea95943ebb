import { recoveryRule } from "../recovery/recovery-rule.ts";

export const lazyRedoFlush = recoveryRule({
  code: "CNF041",
  id: "lazy-redo-flush",
  title: "The redo log is on disk before a commit returns",
  severity: "error",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/innodb-parameters.html#sysvar_innodb_flush_log_at_trx_commit",
    "https://mariadb.com/kb/en/innodb-system-variables/#innodb_flush_log_at_trx_commit",
  ],
  *check(view) {
    if (!view.has("innodb_flush_log_at_trx_commit")) return;
    const value = view.number("innodb_flush_log_at_trx_commit");
    if (value === undefined || value === 1 || (value === 3 && !view.isMySql)) return;
    yield view.report(
      "innodb_flush_log_at_trx_commit",
      `With innodb_flush_log_at_trx_commit = ${value} a crash of ${value === 0 ? "the server" : "the machine"} loses up to a second of commits that clients were told of. Set 1.`,
      { want: "1", ...(view.logs || view.mayBePromoted ? {} : { severity: "warning" }) },
    );
  },
});
