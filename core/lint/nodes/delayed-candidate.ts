import { formatTimeout } from "../../text/duration.ts";
import type { NodeRule } from "./node-rule.ts";

export const delayedCandidate: NodeRule = {
  code: "CNF123",
  id: "delayed-candidate",
  title: "A delayed replica is no candidate",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-delayed.html",
    "https://mariadb.com/kb/en/delayed-replication/",
  ],
  *check(topology) {
    for (const { node, path, view } of topology.candidates) {
      if (!node.delayMs) continue;
      yield {
        path,
        span: view.placeOf("server_id"),
        message: `${node.name} is ${formatTimeout(node.delayMs)} behind on purpose, and a failover may choose it: it would have to apply all that first. Set a negative priority for it in the inventory.`,
      };
    }
  },
};
