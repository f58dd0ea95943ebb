import { recoveryRule } from "../recovery/recovery-rule.ts";

const GTID_MODES = ["OFF", "OFF_PERMISSIVE", "ON_PERMISSIVE", "ON"];

export const gtidOff = recoveryRule({
  code: "CNF050",
  id: "gtid-off",
  title: "Transactions have global identifiers",
  severity: "warning",
  appliesTo: { mysql: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-gtids.html#sysvar_gtid_mode",
    "https://dev.mysql.com/doc/refman/8.4/en/replication-gtids-failover.html",
  ],
  *check(view) {
    if (!view.isReplica && !view.logs) return;
    if (view.member("gtid_mode", GTID_MODES) === "ON") return;
    const set = view.has("gtid_mode");
    yield view.report(
      "gtid_mode",
      `${set ? "With" : "Without a line the server takes"} gtid_mode = ${set ? view.text("gtid_mode") : "OFF"}: after a failover each replica's place in the new source's log has to be worked out by hand, and lost transactions cannot be told. Set gtid_mode and enforce_gtid_consistency to ON.`,
      {
        fixes: view.writingAll([
          ["gtid_mode", "ON"],
          ["enforce_gtid_consistency", "ON"],
        ]),
      },
    );
  },
});
