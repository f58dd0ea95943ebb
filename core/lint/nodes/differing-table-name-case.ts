import { differences, type NodeRule } from "./node-rule.ts";

export const differingTableNameCase: NodeRule = {
  code: "CNF124",
  id: "differing-table-name-case",
  title: "Names of tables mean the same on all nodes",
  severity: "error",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_lower_case_table_names",
    "https://mariadb.com/kb/en/server-system-variables/#lower_case_table_names",
  ],
  *check(topology) {
    yield* differences(
      topology,
      ["lower_case_table_names"],
      ({ view }, name) => view.text(name),
      ({ own, reference, member, other }) =>
        `lower_case_table_names is ${own} here and ${reference} on ${other.node.name}: after a failover to ${member.node.name} tables are not found, and replication of names with capitals stops. The value is fixed when the data folder is made: rebuild the node with ${reference}.`,
    );
  },
};
