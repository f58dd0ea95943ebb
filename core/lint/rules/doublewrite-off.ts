import { recoveryRule } from "../recovery/recovery-rule.ts";

export const doublewriteOff = recoveryRule({
  code: "CNF042",
  id: "doublewrite-off",
  title: "Pages that were torn by a crash can be repaired",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/innodb-parameters.html#sysvar_innodb_doublewrite",
    "https://mariadb.com/kb/en/innodb-system-variables/#innodb_doublewrite",
  ],
  *check(view) {
    if (!view.has("innodb_doublewrite") || !/^(off|0|false|detect_only)$/i.test(view.text("innodb_doublewrite") ?? ""))
      return;
    yield view.report(
      "innodb_doublewrite",
      "Without the doublewrite buffer a page that is half written at a crash stays broken, and the server does not come back. Set ON, unless the file system writes whole pages.",
      { want: "ON" },
    );
  },
});
