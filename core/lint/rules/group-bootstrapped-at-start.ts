import { recoveryRule } from "../recovery/recovery-rule.ts";

export const groupBootstrappedAtStart = recoveryRule({
  code: "CNF106",
  id: "group-bootstrapped-at-start",
  title: "A group is bootstrapped by hand",
  severity: "error",
  appliesTo: { mysql: ">=5.7" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/group-replication-system-variables.html#sysvar_group_replication_bootstrap_group",
  ],
  *check(view) {
    if (!view.on("group_replication_bootstrap_group")) return;
    yield view.report(
      "group_replication_bootstrap_group",
      "Each time this server starts it founds a group of its own beside the one there is: a split brain. Set OFF, and bootstrap from the runbook.",
      { want: "OFF" },
    );
  },
});
