import { isOurs } from "../each.ts";
import { changesSource, flowOf, placeOf } from "../flow.ts";
import type { RunbookRule } from "../rule.ts";

export const resetBeforeDrain: RunbookRule = {
  about: "runbook",
  code: "RBK027",
  id: "reset-before-drain",
  title: "The relay log is applied before it is deleted",
  severity: "error",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/reset-replica.html"],
  *check(runbook, context) {
    const moves = flowOf(runbook, context);
    if (!changesSource(runbook, moves)) return;
    for (const [index, { kind, step, span }] of moves.entries()) {
      if (kind !== "forget") continue;
      const isDrained = moves
        .slice(0, index)
        .some(
          (move) =>
            (move.kind === "catch-up" || move.kind === "lag-wait") &&
            (placeOf(move.step) === placeOf(step) || move.step.kind !== step.kind),
        );
      const isConfiguredAgain = moves
        .slice(index)
        .some((move) => move.kind === "configure" && placeOf(move.step) === placeOf(step));
      if (!isDrained && !isConfiguredAgain)
        yield {
          span,
          severity: isOurs(runbook) ? "error" : "warning",
          message:
            "This deletes the relay log with every transaction in it that is not applied yet. Wait until all of it is applied, with a timeout, before this step.",
        };
    }
  },
};
