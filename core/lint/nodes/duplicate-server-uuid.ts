import type { Setting } from "../../option-file/types.ts";
import type { NodeRule } from "./node-rule.ts";
import type { Member } from "./topology.ts";

export const duplicateServerUuid: NodeRule = {
  code: "CNF121",
  id: "duplicate-server-uuid",
  title: "Every node has a server_uuid of its own",
  severity: "error",
  appliesTo: { mysql: "*" },
  references: ["https://dev.mysql.com/doc/refman/8.4/en/replication-options.html#sysvar_server_uuid"],
  *check(topology) {
    const owners = new Map<string, { member: Member; line: Setting; path: string }[]>();
    for (const member of topology.members) {
      const line = member.auto?.file.lines.find(
        (candidate) => candidate.kind === "setting" && candidate.key === "server_uuid",
      );
      if (line?.kind !== "setting" || !line.value || !member.auto) continue;
      const uuid = line.value.value.toLowerCase();
      owners.set(uuid, [...(owners.get(uuid) ?? []), { member, line, path: member.auto.path }]);
    }
    for (const same of owners.values()) {
      if (same.length < 2) continue;
      for (const { member, line, path } of same) {
        const others = same.filter((other) => other.member !== member);
        yield {
          path,
          span: { start: line.name.span.start, end: line.value?.span.end ?? line.name.span.end },
          message: `${others.map((other) => other.member.node.name).join(" and ")} ${others.length === 1 ? "has" : "have"} this server_uuid as well, as a copied data folder has. Remove auto.cnf from all copies but one; the server makes a new one.`,
          related: others.map((other) => ({
            path: other.path,
            span: other.line.name.span,
            message: `The server_uuid of ${other.member.node.name}.`,
          })),
        };
      }
    }
  },
};
