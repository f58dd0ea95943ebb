import type { NodeRule } from "./node-rule.ts";
import { relatedTo } from "./topology.ts";

export const semiSyncWithoutPartner: NodeRule = {
  code: "CNF137",
  id: "semi-sync-without-partner",
  title: "Somebody acknowledges what the source waits for",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-semisync-interface.html",
    "https://mariadb.com/kb/en/semisynchronous-replication/#",
  ],
  *check(topology) {
    for (const member of topology.members) {
      if (!member.view.on("rpl_semi_sync_source_enabled") || member.node.role === "replica") continue;
      const others = topology.members.filter((other) => other !== member);
      const allKnown = topology.members.length === topology.cluster.nodes.length;
      if (!allKnown || others.some(({ view }) => view.on("rpl_semi_sync_replica_enabled"))) continue;
      yield {
        path: member.path,
        ...member.view.report(
          "rpl_semi_sync_source_enabled",
          `${member.node.name} waits for replicas to acknowledge, and none of them does: replication is asynchronous after the first timeout. Set ${member.view.spell("rpl_semi_sync_replica_enabled")} = ON on the replicas.`,
        ),
        related: others.map((other) =>
          relatedTo(other, "rpl_semi_sync_replica_enabled", `${other.node.name} does not acknowledge.`),
        ),
      };
    }
  },
};
