import { recoveryRule } from "../recovery/recovery-rule.ts";

export const gtidWithoutConsistency = recoveryRule({
  code: "CNF051",
  id: "gtid-without-consistency",
  title: "gtid_mode goes with enforce_gtid_consistency",
  severity: "error",
  appliesTo: { mysql: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-gtids.html#sysvar_enforce_gtid_consistency",
  ],
  *check(view) {
    if (view.member("gtid_mode", ["OFF", "OFF_PERMISSIVE", "ON_PERMISSIVE", "ON"]) !== "ON") return;
    if (!view.has("gtid_mode", "enforce_gtid_consistency")) return;
    if (/^(on|1|true)$/i.test(view.text("enforce_gtid_consistency") ?? "")) return;
    yield view.report(
      "enforce_gtid_consistency",
      "The server does not start with gtid_mode = ON and enforce_gtid_consistency other than ON. Set enforce_gtid_consistency = ON.",
      { want: "ON", near: ["gtid_mode"] },
    );
  },
});
