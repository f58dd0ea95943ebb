import { differences, type NodeRule } from "./node-rule.ts";

export const differingSqlMode: NodeRule = {
  code: "CNF125",
  id: "differing-sql-mode",
  title: "Statements mean the same on all nodes",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: ["https://dev.mysql.com/doc/refman/8.4/en/sql-mode.html", "https://mariadb.com/kb/en/sql-mode/"],
  *check(topology) {
    yield* differences(
      topology,
      ["sql_mode"],
      ({ view }) =>
        view
          .list("sql_mode")
          .map((mode) => mode.toUpperCase())
          .sort()
          .join(","),
      ({ member, other }) =>
        `sql_mode differs from that of ${other.node.name}: what is accepted, and what it means, changes with a failover to ${member.node.name}. Set the same on both.`,
    );
  },
};
