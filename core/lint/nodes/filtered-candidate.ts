import { leavesNothingOut, REPLICATION_FILTERS } from "../../mysql/replication-filters.ts";
import type { NodeRule } from "./node-rule.ts";
import { relatedTo } from "./topology.ts";

export const filteredCandidate: NodeRule = {
  code: "CNF122",
  id: "filtered-candidate",
  title: "A candidate has all the data",
  severity: "error",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-rules.html",
    "https://mariadb.com/kb/en/replication-filters/",
  ],
  *check(topology) {
    for (const member of topology.candidates) {
      for (const name of REPLICATION_FILTERS) {
        const line = member.view.all(name).find(({ value }) => !leavesNothingOut(name, value));
        if (!line) continue;
        const span = {
          start: line.setting.name.span.start,
          end: line.setting.value?.span.end ?? line.setting.name.span.end,
        };
        yield {
          path: member.path,
          span,
          message: `A failover may choose ${member.node.name}, which lacks what ${name} leaves out. Remove the filter, or set a negative priority for the node in the inventory.`,
          related: [
            relatedTo(topology.reference, name, `${topology.reference.node.name} is what it would stand in for.`),
          ],
          fixes: member.view.removing(name),
        };
        break;
      }
    }
  },
};
