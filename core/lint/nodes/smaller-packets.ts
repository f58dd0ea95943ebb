import { isSmaller } from "./compare-numbers.ts";
import { differences, type NodeRule } from "./node-rule.ts";

export const smallerPackets: NodeRule = {
  code: "CNF128",
  id: "smaller-packets",
  title: "A candidate takes packets as large as the source does",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_max_allowed_packet",
    "https://mariadb.com/kb/en/server-system-variables/#max_allowed_packet",
  ],
  *check(topology) {
    yield* differences(
      topology,
      ["max_allowed_packet"],
      ({ view }, name) => view.text(name),
      ({ name, member, other }) =>
        isSmaller(member, other, name)
          ? `max_allowed_packet is smaller here than on ${other.node.name}: after a failover to ${member.node.name} statements and dumps fail that worked before. Set the same on both.`
          : undefined,
    );
  },
};
