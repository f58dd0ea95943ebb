import type { NodeRule } from "./node-rule.ts";
import { relatedTo } from "./topology.ts";

export const tooFewAcknowledgingReplicas: NodeRule = {
  code: "CNF136",
  id: "too-few-acknowledging-replicas",
  title: "As many replicas acknowledge as the source waits for",
  severity: "error",
  appliesTo: { mysql: ">=5.7" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-source.html#sysvar_rpl_semi_sync_source_wait_for_replica_count",
  ],
  *check(topology) {
    for (const member of topology.members) {
      const { view, path } = member;
      const wanted = view.number("rpl_semi_sync_source_wait_for_replica_count") ?? 1;
      if (!view.on("rpl_semi_sync_source_enabled") || wanted < 2) continue;
      const others = topology.cluster.nodes.filter(({ name }) => name !== member.node.name);
      const silent = topology.members.filter(
        (other) => other !== member && !other.view.on("rpl_semi_sync_replica_enabled"),
      );
      const answering = others.length - silent.length;
      if (answering >= wanted) continue;
      yield {
        path,
        ...view.report(
          "rpl_semi_sync_source_wait_for_replica_count",
          `${member.node.name} waits for ${wanted} replicas and has ${answering} that acknowledge: each commit waits for the timeout, then replication goes on asynchronously. Set ${Math.max(1, answering)}, or enable more replicas.`,
          { want: String(Math.max(1, answering)) },
        ),
        related: silent.map((other) =>
          relatedTo(other, "rpl_semi_sync_replica_enabled", `${other.node.name} does not acknowledge.`),
        ),
      };
    }
  },
};
