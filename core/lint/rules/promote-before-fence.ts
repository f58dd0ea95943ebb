import { isOurs } from "../each.ts";
import { changesSource, flowOf, isObscureBefore, placeOf } from "../flow.ts";
import type { RunbookRule } from "../rule.ts";

export const promoteBeforeFence: RunbookRule = {
  about: "runbook",
  code: "RBK019",
  id: "promote-before-fence",
  title: "The old source is fenced before another instance takes writes",
  severity: "error",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/replication-solutions-switch.html"],
  *check(runbook, context) {
    const moves = flowOf(runbook, context);
    if (!changesSource(runbook, moves)) return;
    const promotion = moves.find(({ kind }) => kind === "promote" || kind === "whole-flow");
    if (promotion?.kind !== "promote") return;
    const earlier = moves.slice(0, moves.indexOf(promotion));
    const place = placeOf(promotion.step);
    // What is set on the new source itself does not keep anybody off the old one.
    const isFenced = earlier.some(
      ({ kind, step }) =>
        (kind === "fence" || kind === "shutdown") && (placeOf(step) !== place || step.attributes.on === undefined),
    );
    if (isFenced) return;
    const isObscure = isObscureBefore(runbook, moves, promotion.step);
    yield {
      span: promotion.span,
      severity: isOurs(runbook) && !isObscure ? "error" : "warning",
      message: isObscure
        ? "From here on this instance takes writes, and no earlier step is known to keep writers off the old source: both may be written to. Fence the old source first, or say in a manual step that it is fenced."
        : "From here on this instance takes writes, and no earlier step keeps writers off the old source: both may be written to. Fence the old source first, or shut it down.",
      places: moves
        .slice(moves.indexOf(promotion) + 1)
        .filter(({ kind, step }) => (kind === "fence" || kind === "shutdown") && placeOf(step) !== place)
        .slice(0, 3)
        .map(({ span }) => ({ span, message: "The fence comes only here." })),
    };
  },
};
