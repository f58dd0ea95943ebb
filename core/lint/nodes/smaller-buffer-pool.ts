import { isSmaller } from "./compare-numbers.ts";
import { differences, type NodeRule } from "./node-rule.ts";

export const smallerBufferPool: NodeRule = {
  code: "CNF129",
  id: "smaller-buffer-pool",
  title: "A candidate has the memory for the source's load",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/innodb-parameters.html#sysvar_innodb_buffer_pool_size",
    "https://mariadb.com/kb/en/innodb-system-variables/#innodb_buffer_pool_size",
  ],
  *check(topology) {
    yield* differences(
      topology,
      ["innodb_buffer_pool_size"],
      ({ view }, name) => view.text(name),
      ({ name, member, other }) =>
        isSmaller(member, other, name)
          ? `The buffer pool is smaller here than on ${other.node.name}: after a failover to ${member.node.name} the same load reads from disk. Set the same on both, or set a lower priority for the node.`
          : undefined,
    );
  },
};
