import { recoveryRule } from "../recovery/recovery-rule.ts";

export const laxSqlMode = recoveryRule({
  code: "CNF105",
  id: "lax-sql-mode",
  title: "Values that do not fit are errors",
  severity: "information",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/sql-mode.html#sql-mode-strict",
    "https://mariadb.com/kb/en/sql-mode/",
  ],
  *check(view) {
    const mode = view.text("sql_mode") ?? "";
    if (!view.has("sql_mode") || /STRICT_|TRADITIONAL/i.test(mode) || /^\d+$/.test(mode)) return;
    yield view.report(
      "sql_mode",
      "Values that do not fit are cut off with a warning, and a dump may not load into a server that is strict. Add STRICT_TRANS_TABLES.",
      { want: [...view.list("sql_mode"), "STRICT_TRANS_TABLES"].join(",") },
    );
  },
});
