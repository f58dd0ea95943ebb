import type { NodeRule } from "./node-rule.ts";
import { type Member, relatedTo } from "./topology.ts";

export const duplicateServerId: NodeRule = {
  code: "CNF120",
  id: "duplicate-server-id",
  title: "Every node has a server_id of its own",
  severity: "error",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options.html#sysvar_server_id",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#server_id",
  ],
  *check(topology) {
    const owners = new Map<number, Member[]>();
    for (const member of topology.members) {
      const id = member.view.has("server_id") ? member.view.number("server_id") : undefined;
      if (id) owners.set(id, [...(owners.get(id) ?? []), member]);
    }
    const free = Math.max(0, ...owners.keys()) + 1;
    for (const [id, members] of owners) {
      if (members.length < 2) continue;
      for (const member of members) {
        const others = members.filter((other) => other !== member);
        yield {
          path: member.path,
          ...member.view.report(
            "server_id",
            `${others.map(({ node }) => node.name).join(" and ")} ${others.length === 1 ? "has" : "have"} server_id ${id} as well: they drop each other's changes, or cannot connect. Give each node its own.`,
          ),
          related: others
            .filter(({ path }) => path !== member.path)
            .map((other) => relatedTo(other, "server_id", `The server_id of ${other.node.name}.`)),
          fixes: member === members[0] ? [] : member.view.writing("server_id", String(free)),
        };
      }
    }
  },
};
