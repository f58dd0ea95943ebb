import { recoveryRule } from "../recovery/recovery-rule.ts";

export const crashLikeShutdown = recoveryRule({
  code: "CNF047",
  id: "crash-like-shutdown",
  title: "A shutdown leaves clean data",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/innodb-parameters.html#sysvar_innodb_fast_shutdown",
    "https://mariadb.com/kb/en/innodb-system-variables/#innodb_fast_shutdown",
  ],
  *check(view) {
    const mode = view.number("innodb_fast_shutdown") ?? 1;
    if (!view.has("innodb_fast_shutdown") || mode !== 2) return;
    yield view.report(
      "innodb_fast_shutdown",
      "With innodb_fast_shutdown = 2 every shutdown is a crash for InnoDB: the next start recovers for as long, and a copy of the files is no backup. Set 1.",
      { want: "1" },
    );
  },
});
