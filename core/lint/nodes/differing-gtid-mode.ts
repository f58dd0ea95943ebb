import { differences, type NodeRule } from "./node-rule.ts";
import type { Member } from "./topology.ts";

export const differingGtidMode: NodeRule = {
  code: "CNF134",
  id: "differing-gtid-mode",
  title: "All nodes have GTIDs, or none has",
  severity: "error",
  appliesTo: { mysql: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-gtids.html#sysvar_gtid_mode",
    "https://dev.mysql.com/doc/refman/8.4/en/replication-mode-change-online-concepts.html",
  ],
  *check(topology) {
    yield* differences(
      topology,
      ["gtid_mode"],
      modeOf,
      ({ own, reference, member, other }) =>
        `gtid_mode is ${own} here and ${reference} on ${other.node.name}: the two cannot replicate from each other. Bring ${member.node.name} to ${reference}, step by step.`,
    );
  },
};

function modeOf({ view }: Member): string | undefined {
  const mode = view.member("gtid_mode", ["OFF", "OFF_PERMISSIVE", "ON_PERMISSIVE", "ON"]);
  return mode === "ON" || mode === "OFF" ? mode : undefined;
}
