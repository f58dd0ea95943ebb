import { differences, type NodeRule } from "./node-rule.ts";

export const differingBinaryLogFormat: NodeRule = {
  code: "CNF133",
  id: "differing-binary-log-format",
  title: "All nodes log changes alike",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-binary-log.html#sysvar_binlog_format",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#binlog_format",
  ],
  *check(topology) {
    yield* differences(
      topology,
      ["binlog_format", "binlog_row_image", "binlog_row_metadata"],
      ({ view }, name) => view.text(name)?.toUpperCase(),
      ({ name, own, reference, member, other }) =>
        `${name} is ${own} here and ${reference} on ${other.node.name}: after a failover to ${member.node.name} readers of the binary log find something else. Set the same on both.`,
    );
  },
};
