import { recoveryRule } from "../recovery/recovery-rule.ts";

export const nonTransactionalEngine = recoveryRule({
  code: "CNF046",
  id: "non-transactional-engine",
  title: "Tables are transactional unless somebody says otherwise",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_default_storage_engine",
    "https://mariadb.com/kb/en/server-system-variables/#default_storage_engine",
  ],
  *check(view) {
    const engine = view.text("default_storage_engine") ?? "";
    if (
      !view.has("default_storage_engine") ||
      !/^(myisam|aria|memory|heap|csv|archive|merge|mrg_myisam|blackhole)$/i.test(engine)
    )
      return;
    yield view.report(
      "default_storage_engine",
      `Tables are made with ${engine}, which neither survives a crash whole nor can be rolled back, dumped consistently or applied exactly once. Set InnoDB.`,
      { want: "InnoDB" },
    );
  },
});
