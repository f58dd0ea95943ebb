import { recoveryRule } from "../recovery/recovery-rule.ts";

export const unsafeFlushMethod = recoveryRule({
  code: "CNF043",
  id: "unsafe-flush-method",
  title: "InnoDB flushes its files",
  severity: "error",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/innodb-parameters.html#sysvar_innodb_flush_method",
    "https://mariadb.com/kb/en/innodb-system-variables/#innodb_flush_method",
  ],
  *check(view) {
    const method = view.text("innodb_flush_method") ?? "";
    if (!view.has("innodb_flush_method") || !/^(littlesync|nosync)$/i.test(method)) return;
    yield view.report(
      "innodb_flush_method",
      `innodb_flush_method = ${method} is for measurements: files are not flushed, and a crash of the machine destroys the data. Set O_DIRECT.`,
      { want: "O_DIRECT" },
    );
  },
});
