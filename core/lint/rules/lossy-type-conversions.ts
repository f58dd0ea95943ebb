import { recoveryRule } from "../recovery/recovery-rule.ts";

export const lossyTypeConversions = recoveryRule({
  code: "CNF071",
  id: "lossy-type-conversions",
  title: "Values reach a replica unchanged",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-replica.html#sysvar_replica_type_conversions",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#slave_type_conversions",
  ],
  *check(view) {
    if (!/ALL_LOSSY/i.test(view.text("replica_type_conversions") ?? "")) return;
    yield view.report(
      "replica_type_conversions",
      "Values that do not fit a column of the replica are cut off without an error. Remove ALL_LOSSY.",
      { fixes: view.removing("replica_type_conversions") },
    );
  },
});
