import { recoveryRule } from "../recovery/recovery-rule.ts";
import { NEAR_REPLICA } from "../recovery/server-view.ts";

export const relayLogWithoutName = recoveryRule({
  code: "CNF064",
  id: "relay-log-without-name",
  title: "The names of the relay logs do not depend on the host",
  severity: "information",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-replica.html#sysvar_relay_log",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#relay_log",
  ],
  *check(view) {
    const line = view.line("relay_log");
    if (!view.isReplica || (line && !line.bare && line.value !== "")) return;
    yield view.report(
      "relay_log",
      "Without a name the relay logs are named after the host, and replication stops once the host is renamed or the server restored elsewhere. Set relay_log.",
      { want: "relay", near: NEAR_REPLICA },
    );
  },
});
