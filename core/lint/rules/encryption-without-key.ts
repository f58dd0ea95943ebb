import { recoveryRule } from "../recovery/recovery-rule.ts";
import type { ServerView } from "../recovery/server-view.ts";

export const encryptionWithoutKey = recoveryRule({
  code: "CNF097",
  id: "encryption-without-key",
  title: "The keys of what is encrypted are named",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/keyring.html",
    "https://mariadb.com/kb/en/encryption-key-management/",
  ],
  *check(view) {
    const name = [
      "binlog_encryption",
      "innodb_encrypt_tables",
      "innodb_redo_log_encrypt",
      "default_table_encryption",
    ].find((candidate) => view.has(candidate) && /^(on|1|true|force)$/i.test(view.text(candidate) ?? ""));
    if (name === undefined || namesKeys(view)) return;
    yield view.report(
      name,
      view.isMySql
        ? "The file does not say where the keys are. Make sure that the keyring component is set up on every node, and that the keys are kept apart from the backups that need them."
        : "No key management plugin is loaded here, and without one the server does not start with encryption. Load it, and keep its keys apart from the backups that need them.",
      view.isMySql || view.effective.includes ? { severity: "information" } : {},
    );
  },
});

function namesKeys({ effective }: ServerView): boolean {
  for (const [name, lines] of effective.lines) {
    if (/^(keyring_|(file|aws|hashicorp)_key_management)/.test(name)) return true;
    if (/plugin_load/.test(name) && lines.some(({ value }) => /keyring|key_management/.test(value))) return true;
  }
  return false;
}
