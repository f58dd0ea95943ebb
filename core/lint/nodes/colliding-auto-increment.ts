import type { NodeRule } from "./node-rule.ts";
import { type Member, relatedTo } from "./topology.ts";

export const collidingAutoIncrement: NodeRule = {
  code: "CNF135",
  id: "colliding-auto-increment",
  title: "Two sources hand out different keys",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-source.html#sysvar_auto_increment_increment",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#auto_increment_increment",
  ],
  *check(topology) {
    const sources = topology.members.filter(({ node, view }) => node.role === "source" && !view.isGroupMember);
    if (sources.length < 2) return;
    const offsets = new Map<string, Member>();
    for (const member of sources) {
      const { view, path, node } = member;
      const increment = view.number("auto_increment_increment") ?? 1;
      const offset = view.number("auto_increment_offset") ?? 1;
      const numbers = `${increment} ${offset % increment}`;
      const owner = offsets.get(numbers);
      offsets.set(numbers, owner ?? member);
      if (increment < sources.length) {
        yield {
          path,
          ...view.report(
            "auto_increment_increment",
            `${sources.length} nodes take writes, and ${node.name} hands out every ${increment === 1 ? "" : `${increment}. `}number: rows with equal keys meet. Set auto_increment_increment to ${sources.length} and another auto_increment_offset on each.`,
          ),
          fixes: view.writingAll([
            ["auto_increment_increment", String(sources.length)],
            ["auto_increment_offset", String(sources.indexOf(member) + 1)],
          ]),
          related: sources
            .filter((other) => other !== member)
            .map((other) => relatedTo(other, "auto_increment_increment", `${other.node.name} takes writes too.`)),
        };
      } else if (owner) {
        yield {
          path,
          ...view.report(
            "auto_increment_offset",
            `${node.name} hands out the same numbers as ${owner.node.name}. Set another auto_increment_offset.`,
          ),
          fixes: view.writing("auto_increment_offset", String(sources.indexOf(member) + 1)),
          related: [relatedTo(owner, "auto_increment_offset", `The offset of ${owner.node.name}.`)],
        };
      }
    }
  },
};
