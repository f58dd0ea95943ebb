import { changesSource, flowOf } from "../flow.ts";
import type { RunbookRule } from "../rule.ts";

export const failoverWithoutBounds: RunbookRule = {
  about: "runbook",
  code: "RBK102",
  id: "failover-without-bounds",
  title: "A failover says how much may be lost, and when it is drilled",
  severity: "information",
  references: [],
  *check(runbook, context) {
    const { title, rpoMs, drill } = runbook.frontMatter;
    if (!title || !/fail-?over/i.test(title.value) || (rpoMs && drill)) return;
    const moves = flowOf(runbook, context);
    if (!changesSource(runbook, moves) && !moves.some(({ kind }) => kind === "whole-flow")) return;
    const missing = [
      ...(rpoMs ? [] : ["`rpo:`, the loss that may be taken without asking"]),
      ...(drill ? [] : ["`drill:`, how often it is tried"]),
    ];
    yield {
      span: title.span,
      message: `Whoever runs this at night must decide what nobody has decided before. Add ${missing.join(" and ")} to the front matter.`,
    };
  },
};
