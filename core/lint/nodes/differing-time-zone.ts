import { differences, type NodeRule } from "./node-rule.ts";

export const differingTimeZone: NodeRule = {
  code: "CNF127",
  id: "differing-time-zone",
  title: "All nodes have the same time zone",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_time_zone",
    "https://mariadb.com/kb/en/time-zones/",
  ],
  *check(topology) {
    yield* differences(
      topology,
      ["default_time_zone"],
      ({ view }, name) => view.text(name)?.toUpperCase(),
      ({ own, reference, member, other }) =>
        `The time zone is ${own} here and ${reference} on ${other.node.name}: NOW() and what is compared with it change with a failover to ${member.node.name}. Set the same on both.`,
    );
  },
};
