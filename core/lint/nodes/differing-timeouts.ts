import { differences, type NodeRule } from "./node-rule.ts";

const TIMEOUTS = [
  "wait_timeout",
  "interactive_timeout",
  "lock_wait_timeout",
  "innodb_lock_wait_timeout",
  "net_read_timeout",
  "net_write_timeout",
];

export const differingTimeouts: NodeRule = {
  code: "CNF131",
  id: "differing-timeouts",
  title: "Connections and locks time out alike on all nodes",
  severity: "information",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_wait_timeout",
    "https://mariadb.com/kb/en/server-system-variables/#wait_timeout",
  ],
  *check(topology) {
    yield* differences(
      topology,
      TIMEOUTS,
      ({ view }, name) => String(view.number(name)),
      ({ name, own, reference, member, other }) =>
        `${name} is ${own} here and ${reference} on ${other.node.name}: pools and locks behave differently after a failover to ${member.node.name}. Set the same on both.`,
    );
  },
};
