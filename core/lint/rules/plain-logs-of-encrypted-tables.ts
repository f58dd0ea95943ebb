import { recoveryRule } from "../recovery/recovery-rule.ts";

export const plainLogsOfEncryptedTables = recoveryRule({
  code: "CNF096",
  id: "plain-logs-of-encrypted-tables",
  title: "Logs of encrypted tables are encrypted",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-binary-log.html#sysvar_binlog_encryption",
    "https://mariadb.com/kb/en/encrypting-binary-logs/",
  ],
  *check(view) {
    const name = ["default_table_encryption", "innodb_encrypt_tables"].find(
      (candidate) => view.has(candidate) && /^(on|1|true|force)$/i.test(view.text(candidate) ?? ""),
    );
    if (name === undefined || !view.logOn || view.on("binlog_encryption")) return;
    const wanted = view.spell("binlog_encryption");
    yield view.report(
      name,
      `Tables are encrypted, but the binary log and the relay log hold the same rows in plain. Set ${wanted} = ON.`,
      { fixes: view.writing("binlog_encryption", "ON", [name]) },
    );
  },
});
