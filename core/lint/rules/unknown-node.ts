import { readParameters } from "../../failover/action.ts";
import { suggest } from "../../runbook/suggest.ts";
import type { Located, Step } from "../../runbook/types.ts";
import { codeSpan } from "../code.ts";
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
    for (const { kind, attributes } of steps)
      if (attributes.on?.value === "local" && (kind === "sql" || kind === "ini"))
        yield {
          span: attributes.on.span,
          message:
            "SQL and option files are read by a server, and `local` is none, so this step is refused in every run. Name a role or a node.",
        };
    if (!cluster) return;
    const names = cluster.nodes.map(({ name }) => name);
    for (const step of steps)
      for (const { value, span, words } of placesIn(step)) {
        if (value.includes("${") || words.includes(value) || names.includes(value)) continue;
        const close = suggest(value, [...names, ...words]);
        const fixes: readonly Fix[] = close
          ? [{ title: `Use \`${close}\``, safety: "unsafe", edits: [{ span, newText: close }] }]
          : [];
        const advice = close ? `Did you mean \`${close}\`?` : `It has ${names.join(", ") || "no nodes"}.`;
        yield { span, message: `The cluster \`${cluster.name}\` has no node \`${value}\`. ${advice}`, fixes };
      }
  },
};

/** Where a step names nodes, and which words it may write instead. */
function* placesIn(step: Step): Iterable<Located<string> & { readonly words: readonly string[] }> {
  const { on } = step.attributes;
  if (on) yield { ...on, words: roles };
  if (step.kind !== "failover") return;
  for (const { name, value, span } of readParameters(step.code).parameters)
    if (name === "to" && value !== "") yield { value, span: codeSpan(step, span), words: [] };
}
