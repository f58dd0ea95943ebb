import { isSmaller } from "./compare-numbers.ts";
import { differences, type NodeRule } from "./node-rule.ts";

export const fewerConnections: NodeRule = {
  code: "CNF132",
  id: "fewer-connections",
  title: "A candidate takes all the connections of the source",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_max_connections",
    "https://mariadb.com/kb/en/server-system-variables/#max_connections",
  ],
  *check(topology) {
    yield* differences(
      topology,
      ["max_connections"],
      ({ view }, name) => view.text(name),
      ({ name, member, other }) =>
        isSmaller(member, other, name)
          ? `max_connections is lower here than on ${other.node.name}: after a failover to ${member.node.name} the pools of the applications do not get in. Set the same on both.`
          : undefined,
    );
  },
};
