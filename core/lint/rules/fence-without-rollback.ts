import { isOurs } from "../each.ts";
import { flowOf } from "../flow.ts";
import type { Fix, RunbookRule } from "../rule.ts";

export const fenceWithoutRollback: RunbookRule = {
  about: "runbook",
  code: "RBK020",
  id: "fence-without-rollback",
  title: "A fence says how it is taken back",
  severity: "warning",
  references: [],
  *check(runbook, context) {
    const moves = flowOf(runbook, context);
    if (!isOurs(runbook) || !moves.some(({ kind }) => kind === "promote")) return;
    const unfence = runbook.steps.find(({ name }) => /^un-?fence/.test(name));
    const told = new Set<string>();
    for (const { kind, step, span, statement } of moves) {
      const isFence = kind === "fence" && (step.kind === "failover" || statement !== undefined);
      if (!isFence || step.attributes.rollback || told.has(step.name)) continue;
      told.add(step.name);
      const attributes = step.block.attributesSpan;
      const at = attributes && attributes.end - 1;
      const fixes: readonly Fix[] =
        unfence && at !== undefined && runbook.text[at] === "}"
          ? [
              {
                title: `Add rollback=${unfence.name}`,
                safety: "unsafe",
                edits: [{ span: { start: at, end: at }, newText: ` rollback=${unfence.name}` }],
              },
            ]
          : [];
      yield {
        span,
        message:
          "From here on writes are refused, and when a later step fails nothing is offered to give them back. Add `rollback=` with a step that does, or `rollback=never`.",
        fixes,
      };
    }
  },
};
