import type { RunbookRule } from "../rule.ts";

export const ambiguousCapture: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK068",
  id: "ambiguous-capture",
  title: "A value is captured from one node",
  severity: "warning",
  references: [],
  *check({ steps }, { cluster }) {
    for (const {
      attributes: { on },
      captures,
      kind,
    } of steps) {
      if (kind !== "sql" || !on || (on.value !== "all" && on.value !== "replicas")) continue;
      // In a cluster of two there is one replica.
      if (on.value === "replicas" && cluster && cluster.nodes.length <= 2) continue;
      for (const { name, span } of captures)
        yield {
          span,
          message: `This step runs on several nodes, and \`${name}\` keeps the value of one of them, nobody knows which. Capture it in a step on one node.`,
        };
    }
  },
};
