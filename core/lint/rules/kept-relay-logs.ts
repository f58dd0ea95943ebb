import { recoveryRule } from "../recovery/recovery-rule.ts";

export const keptRelayLogs = recoveryRule({
  code: "CNF063",
  id: "kept-relay-logs",
  title: "Applied relay logs are purged",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-replica.html#sysvar_relay_log_purge",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#relay_log_purge",
  ],
  *check(view) {
    if (!view.has("relay_log_purge") || view.on("relay_log_purge")) return;
    yield view.report(
      "relay_log_purge",
      view.on("relay_log_recovery")
        ? "Relay logs that are kept make relay_log_recovery unsafe after a crash. Set relay_log_purge = ON."
        : "Relay logs are kept until the disk is full. Set relay_log_purge = ON, unless something else purges them.",
      { want: "ON" },
    );
  },
});
