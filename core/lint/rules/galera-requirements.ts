import { recoveryRule } from "../recovery/recovery-rule.ts";

export const galeraRequirements = recoveryRule({
  code: "CNF108",
  id: "galera-requirements",
  title: "Galera has the settings it needs",
  severity: "error",
  appliesTo: { mariadb: "*" },
  references: ["https://mariadb.com/kb/en/configuring-mariadb-galera-cluster/"],
  *check(view) {
    if (!view.on("wsrep_on")) return;
    if (view.member("binlog_format", ["MIXED", "STATEMENT", "ROW"]) !== "ROW")
      yield view.report(
        "binlog_format",
        "A Galera node works with row events only and refuses to start otherwise. Set binlog_format = ROW.",
        { want: "ROW", near: ["wsrep_on"] },
      );
    if (view.number("innodb_autoinc_lock_mode") !== 2)
      yield view.report(
        "innodb_autoinc_lock_mode",
        "Appliers of a Galera node deadlock on auto-increment locks. Set innodb_autoinc_lock_mode = 2.",
        { want: "2", near: ["wsrep_on"] },
      );
  },
});
