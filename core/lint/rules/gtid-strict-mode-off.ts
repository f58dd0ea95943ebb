import { recoveryRule } from "../recovery/recovery-rule.ts";

export const gtidStrictModeOff = recoveryRule({
  code: "CNF053",
  id: "gtid-strict-mode-off",
  title: "Out of order GTIDs stop a replica",
  severity: "warning",
  appliesTo: { mariadb: "*" },
  references: ["https://mariadb.com/kb/en/gtid/#gtid_strict_mode"],
  *check(view) {
    if ((!view.isReplica && !view.logs) || view.on("gtid_strict_mode")) return;
    yield view.report(
      "gtid_strict_mode",
      "Without gtid_strict_mode a stray write on a replica goes into its binary log with a number that the source uses as well, and replicas may skip transactions after a failover. Set ON.",
      { want: "ON" },
    );
  },
});
