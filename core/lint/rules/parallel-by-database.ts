import { recoveryRule } from "../recovery/recovery-rule.ts";

export const parallelByDatabase = recoveryRule({
  code: "CNF057",
  id: "parallel-by-database",
  title: "Parallel apply goes by commit groups",
  severity: "warning",
  appliesTo: { mysql: ">=5.7 <9.7" },
  references: ["https://dev.mysql.com/doc/refman/8.0/en/replication-options-replica.html#sysvar_replica_parallel_type"],
  *check(view) {
    if (view.member("replica_parallel_type", ["DATABASE", "LOGICAL_CLOCK"]) !== "DATABASE") return;
    if ((view.number("replica_parallel_workers") ?? 0) < 2) return;
    if (!view.has("replica_parallel_workers", "replica_parallel_type")) return;
    yield view.report(
      "replica_parallel_type",
      "Workers that share the work by database have nothing to do where one database has the load, and commit in no order. Set LOGICAL_CLOCK.",
      { want: "LOGICAL_CLOCK", near: ["replica_parallel_workers"] },
    );
  },
});
