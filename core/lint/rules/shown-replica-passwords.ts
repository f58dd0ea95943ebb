import { recoveryRule } from "../recovery/recovery-rule.ts";

export const shownReplicaPasswords = recoveryRule({
  code: "CNF098",
  id: "shown-replica-passwords",
  title: "A source does not show the passwords of replicas",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-source.html#sysvar_show_replica_auth_info",
    "https://mariadb.com/kb/en/mariadbd-options/#-show-slave-auth-info",
  ],
  *check(view) {
    if (!view.on("show_replica_auth_info")) return;
    yield view.report(
      "show_replica_auth_info",
      "SHOW REPLICAS gives the names and passwords that replicas report to everyone with REPLICATION SLAVE. Remove the line.",
      { fixes: view.removing("show_replica_auth_info") },
    );
  },
});
