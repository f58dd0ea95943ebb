import type { Statement } from "../code.ts";
import { detoursOf } from "../each.ts";
import { changesSource, flowOf, placeOf } from "../flow.ts";
import type { RunbookRule } from "../rule.ts";

export const startBeforeReadOnly: RunbookRule = {
  about: "runbook",
  code: "RBK047",
  id: "start-before-read-only",
  title: "A new replica is read-only before it starts",
  severity: "information",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/replication-howto-slaveinit.html"],
  *check(runbook, context) {
    const moves = flowOf(runbook, context);
    // A switchover starts what was read-only all the time.
    if (changesSource(runbook, moves)) return;
    const detours = detoursOf(runbook);
    const start = moves.find(
      ({ kind, step }, index) =>
        kind === "start-replication" &&
        moves
          .slice(0, index)
          .some(
            (move) =>
              move.kind === "configure" &&
              placeOf(move.step) === placeOf(step) &&
              move.statement &&
              namesSource(move.statement),
          ),
    );
    if (!start) return;
    const isReadOnly = runbook.steps.some((step) => {
      if (step.index > start.step.index || detours.has(step.name)) return false;
      // Of the step itself only what stands before the start.
      const end = step === start.step ? start.statement?.start : undefined;
      return /\b(?:super[_-])?read[_-]only\b/i.test(step.code.slice(0, end));
    });
    if (!isReadOnly)
      yield {
        span: start.span,
        message:
          "This replica takes writes of its own while it replicates, and each makes it differ from its source. Set super_read_only (MariaDB: read_only) before it starts.",
      };
  },
};

/** A replica that keeps its source is not new: its password or its way of counting is changed. */
function namesSource({ words }: Statement): boolean {
  return words.includes("SOURCE_HOST") || words.includes("MASTER_HOST");
}
