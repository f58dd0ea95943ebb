import { recoveryRule } from "../recovery/recovery-rule.ts";

export const relayLogLimit = recoveryRule({
  code: "CNF062",
  id: "relay-log-limit",
  title: "A replica fetches all that its source has",
  severity: "error",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-replica.html#sysvar_relay_log_space_limit",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#relay_log_space_limit",
  ],
  *check(view) {
    if (!view.has("relay_log_space_limit") || !view.number("relay_log_space_limit")) return;
    yield view.report(
      "relay_log_space_limit",
      "When the relay log reaches relay_log_space_limit the replica stops fetching: what the source writes meanwhile is lost with it. Set 0 and give the disk room.",
      { want: "0", ...(view.isMember ? {} : { severity: "warning" }) },
    );
  },
});
