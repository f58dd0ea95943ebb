import { recoveryRule } from "../recovery/recovery-rule.ts";
import { NEAR_REPLICA } from "../recovery/server-view.ts";

export const relayLogRecoveryOff = recoveryRule({
  code: "CNF054",
  id: "relay-log-recovery-off",
  title: "A replica discards its relay log after a crash",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-replica.html#sysvar_relay_log_recovery",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#relay_log_recovery",
    "https://dev.mysql.com/doc/refman/8.4/en/replication-solutions-unexpected-replica-halt.html",
  ],
  *check(view) {
    if (!view.isReplica || view.on("relay_log_recovery")) return;
    yield view.report(
      "relay_log_recovery",
      "After a crash this replica goes on with a relay log that may be damaged. Set relay_log_recovery = ON, so that it fetches again what it had not applied.",
      { want: "ON", near: NEAR_REPLICA },
    );
  },
});
