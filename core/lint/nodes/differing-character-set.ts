import { differences, type NodeRule } from "./node-rule.ts";
import type { Member } from "./topology.ts";

export const differingCharacterSet: NodeRule = {
  code: "CNF126",
  id: "differing-character-set",
  title: "Text is stored alike on all nodes",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_character_set_server",
    "https://mariadb.com/kb/en/server-system-variables/#character_set_server",
  ],
  *check(topology) {
    yield* differences(
      topology,
      ["character_set_server", "collation_server"],
      valueIn,
      ({ name, own, reference, member, other }) =>
        `${name} is ${own} here and ${reference} on ${other.node.name}: what is made after a failover to ${member.node.name} has other text, order and keys. Set the same on both.`,
    );
  },
};

/** Without a line the collation is the default one of the character set. */
function valueIn({ view }: Member, name: string): string | undefined {
  if (name === "collation_server" && !view.has(name) && view.has("character_set_server")) return undefined;
  return view.text(name)?.toLowerCase();
}
