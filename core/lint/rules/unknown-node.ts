import { suggest } from "../../runbook/suggest.ts";
import type { Fix, RunbookRule } from "../rule.ts";

const roles = ["source", "replica", "replicas", "all", "local"];

export const unknownNode: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK010",
  id: "unknown-node",
  title: "A step runs on a role or on a node of the cluster",
  severity: "error",
  references: [],
  *check({ steps }, { cluster }) {
    if (!cluster) return;
    const names = cluster.nodes.map(({ name }) => name);
    for (const {
      attributes: { on },
    } of steps) {
      if (!on || on.value.includes("${") || roles.includes(on.value) || names.includes(on.value)) continue;
      const close = suggest(on.value, [...names, ...roles]);
      const fixes: readonly Fix[] = close
        ? [{ title: `Use \`${close}\``, safety: "unsafe", edits: [{ span: on.span, newText: close }] }]
        : [];
      const advice = close ? `Did you mean \`${close}\`?` : `It has ${names.join(", ") || "no nodes"}.`;
      yield { span: on.span, message: `The cluster \`${cluster.name}\` has no node \`${on.value}\`. ${advice}`, fixes };
    }
  },
};
