import { detoursOf, isOurs } from "../each.ts";
import { changesSource, flowOf } from "../flow.ts";
import type { RunbookRule } from "../rule.ts";

export const promotionWithoutVerification: RunbookRule = {
  about: "runbook",
  code: "RBK024",
  id: "promotion-without-verification",
  title: "A promotion is verified",
  severity: "warning",
  references: [],
  *check(runbook, context) {
    const moves = flowOf(runbook, context);
    if (!isOurs(runbook) || !changesSource(runbook, moves)) return;
    const promotion = moves.findLast(({ kind }) => kind === "promote" || kind === "whole-flow");
    if (promotion?.kind !== "promote") return;
    const detours = detoursOf(runbook);
    const isVerified = runbook.steps.some(
      (step) =>
        step.index > promotion.step.index &&
        !detours.has(step.name) &&
        (step.expectations.length > 0 ||
          step.until !== undefined ||
          step.kind === "failover" ||
          step.kind === "manual"),
    );
    if (!isVerified)
      yield {
        span: promotion.span,
        message:
          "Nothing after this promotion checks that it worked. Add a step with `@expect`: a write through the new source arrives on every replica, and nobody else takes writes.",
      };
  },
};
