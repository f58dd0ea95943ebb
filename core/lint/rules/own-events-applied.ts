import { recoveryRule } from "../recovery/recovery-rule.ts";

export const ownEventsApplied = recoveryRule({
  code: "CNF072",
  id: "own-events-applied",
  title: "A server does not apply its own events again",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-replica.html#option_mysqld_replicate-same-server-id",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#replicate_same_server_id",
  ],
  *check(view) {
    if (!view.on("replicate_same_server_id")) return;
    yield view.report(
      "replicate_same_server_id",
      "This server applies events with its own server_id: in a ring, and after a switchover and back, the same change is made again and again. Remove the line.",
      { fixes: view.removing("replicate_same_server_id") },
    );
  },
});
