import { recoveryRule } from "../recovery/recovery-rule.ts";

export const impliedGtidMode = recoveryRule({
  code: "CNF052",
  id: "implied-gtid-mode",
  title: "The file says whether there are GTIDs",
  severity: "information",
  appliesTo: { mysql: ">=9.7" },
  references: ["https://dev.mysql.com/doc/refman/9.7/en/replication-options-gtids.html#sysvar_gtid_mode"],
  *check(view) {
    if ((!view.isReplica && !view.logs) || view.has("gtid_mode", "enforce_gtid_consistency")) return;
    yield view.report(
      "gtid_mode",
      "Without a line gtid_mode is ON here and was OFF up to 8.4, so an upgrade changes it. Write gtid_mode and enforce_gtid_consistency as you mean them.",
      {
        fixes: view.writingAll([
          ["gtid_mode", "ON"],
          ["enforce_gtid_consistency", "ON"],
        ]),
      },
    );
  },
});
