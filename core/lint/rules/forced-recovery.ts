import { recoveryRule } from "../recovery/recovery-rule.ts";

export const forcedRecovery = recoveryRule({
  code: "CNF044",
  id: "forced-recovery",
  title: "A forced recovery is not left switched on",
  severity: "error",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/forcing-innodb-recovery.html",
    "https://mariadb.com/kb/en/innodb-system-variables/#innodb_force_recovery",
  ],
  *check(view) {
    const level = view.number("innodb_force_recovery") ?? 0;
    if (!view.has("innodb_force_recovery") || level === 0) return;
    yield view.report(
      "innodb_force_recovery",
      `innodb_force_recovery = ${level} skips parts of the recovery after a crash${level >= 3 ? " and may damage the data" : ""}. Remove the line as soon as the data are dumped.`,
      { fixes: view.removing("innodb_force_recovery") },
    );
  },
});
