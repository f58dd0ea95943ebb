import { atLeast } from "../../mysql/flavor.ts";
import type { NodeRule } from "./node-rule.ts";
import { relatedTo, versionOf } from "./topology.ts";

export const olderCandidate: NodeRule = {
  code: "CNF138",
  id: "older-candidate",
  title: "A candidate is not older than its source",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-compatibility.html",
    "https://mariadb.com/kb/en/replication-overview/",
  ],
  *check(topology) {
    const { cluster, reference } = topology;
    for (const { node, path, view } of topology.candidates) {
      const [own, other] = [view.server, reference.view.server];
      if (versionOf(node, cluster) === undefined && versionOf(reference.node, cluster) === undefined) continue;
      if (atLeast(own, other.major, other.minor)) continue;
      yield {
        path,
        span: view.placeOf("server_id"),
        message: `${node.name} (${own.major}.${own.minor}) is older than ${reference.node.name} (${other.major}.${other.minor}): replication from newer to older is not supported, and after a failover there is no way back. Upgrade replicas first, or set a negative priority for the node.`,
        related: [relatedTo(reference, "server_id", `${reference.node.name} is ${other.major}.${other.minor}.`)],
      };
    }
  },
};
