import { recoveryRule } from "../recovery/recovery-rule.ts";
import { NEAR_REPLICA, type ServerView } from "../recovery/server-view.ts";
import type { Fix } from "../rule.ts";

export const singleThreadedApply = recoveryRule({
  code: "CNF058",
  id: "single-threaded-apply",
  title: "A replica applies with several workers",
  severity: "information",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-replica.html#sysvar_replica_parallel_workers",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#slave_parallel_threads",
  ],
  *check(view) {
    if (!view.isReplica) return;
    const workers = view.number("replica_parallel_workers");
    if (workers === undefined || workers > 1) return;
    const name = view.isMySql ? view.spell("replica_parallel_workers") : "slave_parallel_threads";
    yield view.report(
      "replica_parallel_workers",
      `This replica applies with one thread: after a burst or a pause it needs long to catch up, and a failover waits for it. Set ${name} to 4 or more.`,
      { near: NEAR_REPLICA, fixes: withWorkers(view) },
    );
  },
});

function withWorkers(view: ServerView): readonly Fix[] {
  if (view.isMySql && !view.inVersions(">=8.0.27"))
    return view.writingAll(
      [
        ["replica_parallel_workers", "4"],
        ["replica_parallel_type", "LOGICAL_CLOCK"],
        ["replica_preserve_commit_order", "ON"],
      ],
      NEAR_REPLICA,
    );
  return view.writing("replica_parallel_workers", "4", NEAR_REPLICA);
}
