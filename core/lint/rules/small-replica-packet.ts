import { recoveryRule } from "../recovery/recovery-rule.ts";

export const smallReplicaPacket = recoveryRule({
  code: "CNF073",
  id: "small-replica-packet",
  title: "A replica takes events as large as its source writes",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-replica.html#sysvar_replica_max_allowed_packet",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#slave_max_allowed_packet",
  ],
  *check(view) {
    if (!view.has("replica_max_allowed_packet")) return;
    const replica = view.number("replica_max_allowed_packet");
    const clients = view.number("max_allowed_packet");
    if (replica === undefined || clients === undefined || replica >= clients) return;
    yield view.report(
      "replica_max_allowed_packet",
      "Clients may send larger packets than a replica takes, and replication stops at the first such row. Remove the line: the default is 1 GB.",
      { fixes: view.removing("replica_max_allowed_packet") },
    );
  },
});
