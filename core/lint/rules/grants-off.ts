import { recoveryRule } from "../recovery/recovery-rule.ts";

export const grantsOff = recoveryRule({
  code: "CNF093",
  id: "grants-off",
  title: "Accounts and privileges are checked",
  severity: "error",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/server-options.html#option_mysqld_skip-grant-tables",
    "https://mariadb.com/kb/en/mariadbd-options/#-skip-grant-tables",
  ],
  *check(view) {
    if (!view.on("skip_grant_tables")) return;
    yield view.report(
      "skip_grant_tables",
      "Everybody is in with all privileges. Remove the line as soon as the password is reset.",
      { fixes: view.removing("skip_grant_tables") },
    );
  },
});
