import type { NodeRule } from "./node-rule.ts";

const HOUR = 3_600_000;

export const objectiveWithoutAcknowledgement: NodeRule = {
  code: "CNF139",
  id: "objective-without-acknowledgement",
  title: "A cluster that may lose nothing waits for its replicas",
  severity: "error",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-semisync.html",
    "https://mariadb.com/kb/en/semisynchronous-replication/#",
  ],
  *check(topology) {
    const { cluster, reference } = topology;
    if (cluster.objectives?.rpoMs !== 0 || reference.view.isGroupMember) return;
    if (!reference.view.on("rpl_semi_sync_source_enabled")) {
      yield {
        path: reference.path,
        ...reference.view.report(
          "rpl_semi_sync_source_enabled",
          "The cluster's rpo is 0s, but replication is asynchronous: a failover loses what no replica has received. Enable semi-synchronous replication, or state the loss that is accepted.",
          { near: ["log_bin", "server_id"] },
        ),
      };
      return;
    }
    const ms = reference.view.number("rpl_semi_sync_source_timeout") ?? 10_000;
    if (ms >= HOUR) return;
    yield {
      path: reference.path,
      ...reference.view.report(
        "rpl_semi_sync_source_timeout",
        `The cluster's rpo is 0s, but after ${ms} ms without an answer the source goes on alone. Set a timeout that outlasts the decision to fail over, or state the loss that is accepted.`,
        { severity: "warning", near: ["rpl_semi_sync_source_enabled"] },
      ),
    };
  },
};
