import type { NodeRule } from "./node-rule.ts";
import type { Member, OtherPlace } from "./topology.ts";

export const duplicateServerUuid: NodeRule = {
  code: "CNF121",
  id: "duplicate-server-uuid",
  title: "Every node has a server_uuid of its own",
  severity: "error",
  appliesTo: { mysql: "*" },
  references: ["https://dev.mysql.com/doc/refman/8.4/en/replication-options.html#sysvar_server_uuid"],
  *check(topology) {
    const owners = new Map<string, { member: Member; place: OtherPlace }[]>();
    for (const member of topology.members) {
      const line = member.auto?.file.lines.find(
        (candidate) => candidate.kind === "setting" && candidate.key === "server_uuid",
      );
      if (line?.kind !== "setting" || !line.value || !member.auto) continue;
      const { path, file } = member.auto;
      const span = { start: line.name.span.start, end: line.value.span.end };
      const place = { path, text: file.text, span, message: `The server_uuid of ${member.node.name}.` };
      const uuid = line.value.value.toLowerCase();
      owners.set(uuid, [...(owners.get(uuid) ?? []), { member, place }]);
    }
    for (const same of owners.values()) {
      if (same.length < 2) continue;
      for (const { member } of same) {
        const others = same.filter((other) => other.member !== member);
        yield {
          path: member.path,
          span: member.view.placeOf("server_id"),
          message: `${member.node.name} has the server_uuid of ${others.map((other) => other.member.node.name).join(" and ")}, as a copied data folder has. Remove auto.cnf from all copies but one; the server makes a new one.`,
          related: same.map(({ place }) => place),
        };
      }
    }
  },
};
