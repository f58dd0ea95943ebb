import { differences, type NodeRule } from "./node-rule.ts";

export const differingPageSize: NodeRule = {
  code: "CNF130",
  id: "differing-page-size",
  title: "Data files can be copied between nodes",
  severity: "error",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/innodb-parameters.html#sysvar_innodb_page_size",
    "https://mariadb.com/kb/en/innodb-system-variables/#innodb_page_size",
  ],
  *check(topology) {
    yield* differences(
      topology,
      ["innodb_page_size"],
      ({ view }, name) => String(view.number(name)),
      ({ own, reference, member, other }) =>
        `innodb_page_size is ${own} here and ${reference} on ${other.node.name}: neither a clone nor a physical backup of one node can be used for the other. The size is fixed when the data folder is made: rebuild ${member.node.name} with ${reference}.`,
    );
  },
};
