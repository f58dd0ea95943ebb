import { differences, type NodeRule } from "./node-rule.ts";

const NAMES = [
  "transaction_isolation",
  "default_storage_engine",
  "autocommit",
  "innodb_strict_mode",
  "explicit_defaults_for_timestamp",
  "group_concat_max_len",
  "sql_require_primary_key",
  "require_secure_transport",
  "local_infile",
  "innodb_autoinc_lock_mode",
];

export const differingBehaviour: NodeRule = {
  code: "CNF140",
  id: "differing-behaviour",
  title: "Applications find the same server on all nodes",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html",
    "https://mariadb.com/kb/en/server-system-variables/",
  ],
  *check(topology) {
    yield* differences(
      topology,
      NAMES,
      ({ view }, name) => meaning(view.text(name)),
      ({ name, own, reference, member, other }) =>
        `${name} is ${own} here and ${reference} on ${other.node.name}: applications behave differently after a failover to ${member.node.name}. Set the same on both.`,
    );
  },
};

function meaning(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const word = value.toUpperCase();
  return word === "TRUE" || word === "1" ? "ON" : word === "FALSE" || word === "0" ? "OFF" : word;
}
