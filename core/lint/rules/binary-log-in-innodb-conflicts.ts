import { recoveryRule } from "../recovery/recovery-rule.ts";

export const binaryLogInInnodbConflicts = recoveryRule({
  code: "CNF109",
  id: "binary-log-in-innodb-conflicts",
  title: "What the binary log in InnoDB excludes is off",
  severity: "error",
  appliesTo: { mariadb: ">=12.3" },
  references: ["https://mariadb.com/kb/en/innodb-based-binary-log/"],
  *check(view) {
    if (!/^innodb$/i.test(view.text("binlog_storage_engine") ?? "")) return;
    for (const name of ["rpl_semi_sync_source_enabled", "rpl_semi_sync_replica_enabled", "binlog_encryption"]) {
      if (view.has(name) && view.on(name))
        yield view.report(
          name,
          `${view.spell(name)} does not work with binlog_storage_engine = innodb. Choose one of the two.`,
          { want: "OFF" },
        );
    }
    const log = view.line("log_bin");
    if (log && !log.bare && log.value !== "")
      yield view.reportLine(
        log,
        "With binlog_storage_engine = innodb log_bin takes no name. Write it without a value, and name a folder in binlog_directory.",
      );
  },
});
