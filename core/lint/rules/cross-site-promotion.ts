import { flowOf } from "../flow.ts";
import type { RunbookRule } from "../rule.ts";

export const crossSitePromotion: RunbookRule = {
  about: "runbook",
  code: "RBK065",
  id: "cross-site-promotion",
  title: "Writes move to another site only with a second person's word",
  severity: "warning",
  references: [],
  *check(runbook, context) {
    const nodes = context.cluster?.nodes ?? [];
    const home = nodes.find(({ role }) => role === "source")?.site;
    if (home === undefined) return;
    for (const { kind, step, span } of flowOf(runbook, context)) {
      const site = nodes.find(({ name }) => name === step.attributes.on?.value)?.site;
      if (kind !== "promote" || site === undefined || site === home || (step.attributes.approve?.value ?? 0) > 0)
        continue;
      yield {
        span,
        message: `This moves the writes from ${home} to ${site}: every application then writes across that distance, and a split between the sites is the usual wrong reason for it. Add \`approve=1\`.`,
      };
    }
  },
};
