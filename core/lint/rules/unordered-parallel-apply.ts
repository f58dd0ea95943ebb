import { recoveryRule } from "../recovery/recovery-rule.ts";
import type { ServerView } from "../recovery/server-view.ts";
import type { Fix } from "../rule.ts";

export const unorderedParallelApply = recoveryRule({
  code: "CNF056",
  id: "unordered-parallel-apply",
  title: "A replica commits in the order of its source",
  severity: "error",
  appliesTo: { mysql: ">=5.7" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-replica.html#sysvar_replica_preserve_commit_order",
    "https://dev.mysql.com/doc/refman/8.4/en/replication-features-transaction-inconsistencies.html",
  ],
  *check(view) {
    const workers = view.number("replica_parallel_workers") ?? 0;
    if (workers < 2 || view.on("replica_preserve_commit_order")) return;
    if (!view.has("replica_parallel_workers", "replica_preserve_commit_order") && !view.isReplica) return;
    const name = view.spell("replica_preserve_commit_order");
    const first = view.has("replica_preserve_commit_order")
      ? "replica_preserve_commit_order"
      : "replica_parallel_workers";
    yield view.report(
      first,
      `With ${workers} workers and without ${name} a replica has gaps: it may hold a transaction and lack an earlier one when it is promoted or backed up. Set ${name} = ON.`,
      { fixes: inOrder(view) },
    );
  },
});

/** Up to 8.0.26 the order is kept only with the logical clock. */
function inOrder(view: ServerView): readonly Fix[] {
  const near = ["replica_parallel_workers", "replica_parallel_type"];
  const order = ["replica_preserve_commit_order", "ON"] as const;
  if (view.member("replica_parallel_type", ["DATABASE", "LOGICAL_CLOCK"]) !== "DATABASE")
    return view.writing(...order, near);
  return view.writingAll([["replica_parallel_type", "LOGICAL_CLOCK"], order], near);
}
