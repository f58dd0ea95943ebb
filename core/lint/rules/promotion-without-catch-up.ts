import type { Step } from "../../runbook/types.ts";
import { callsOf, statementsOf } from "../code.ts";
import { isOurs } from "../each.ts";
import { changesSource, flowOf, isObscureBefore, type Move, placeOf } from "../flow.ts";
import type { RunbookRule } from "../rule.ts";

export const promotionWithoutCatchUp: RunbookRule = {
  about: "runbook",
  code: "RBK081",
  id: "promotion-without-catch-up",
  title: "A replica has everything before it is promoted",
  severity: "error",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/gtid-functions.html#function_wait-for-executed-gtid-set"],
  *check(runbook, context) {
    if (!isOurs(runbook)) return;
    const moves = flowOf(runbook, context);
    if (!changesSource(runbook, moves)) return;
    const promotion = moves.find(({ kind }) => kind === "promote" || kind === "whole-flow");
    if (promotion?.kind !== "promote") return;
    const place = placeOf(promotion.step);
    const earlier = moves.slice(0, moves.indexOf(promotion));
    const fence = earlier.findIndex(
      ({ kind, step }) => (kind === "fence" || kind === "shutdown") && (placeOf(step) !== place || !step.attributes.on),
    );
    // Without a fence the source still writes: that is a finding of its own.
    if (fence < 0) return;
    const since = earlier.slice(fence + 1);
    // A wait for the lag alone is a finding of its own.
    if (since.some((move) => isWait(move, promotion.step) || move.kind === "lag-wait")) return;
    const first = earlier[fence]?.step.index ?? -1;
    const between = runbook.steps.slice(first, promotion.step.index + 1);
    if (between.some((step) => mayBeOn(step, promotion.step) && comparesSets(step))) return;
    const isEarly = earlier.slice(0, fence).some((move) => isWait(move, promotion.step));
    yield {
      span: promotion.span,
      severity: isObscureBefore(runbook, moves, promotion.step, first) ? "warning" : "error",
      message: isEarly
        ? "The wait for this replica stands before the fence, so it may lack what was written in between, and that is lost from here on. Wait again behind the fence, with a timeout and an `@expect` of the result."
        : "Nothing between the fence and this promotion waits until the replica has everything: what it has not applied is lost from here on. Wait on it for the old source's GTIDs or position, with a timeout and an `@expect` of the result.",
    };
  },
};

function isWait({ kind, step }: Move, promoted: Step): boolean {
  return kind === "catch-up" && (step.kind === "failover" || mayBeOn(step, promoted));
}

/** A script says where it goes in words of its own. */
function mayBeOn(step: Step, promoted: Step): boolean {
  return step.kind !== "sql" || !step.attributes.on || !promoted.attributes.on || placeOf(step) === placeOf(promoted);
}

/** Whether the step fails, or waits, unless a set or position is reached; or a person is asked to look. */
function comparesSets(step: Step): boolean {
  if (step.kind === "manual")
    return /caught up|catch(?:es)? up|appl(?:y|ied|ies)|gtid|position|relay log/i.test(step.code);
  const checks = [...step.expectations, ...(step.until ? [step.until] : [])];
  if (checks.length === 0) return false;
  return (
    checks.some(({ expression }) =>
      /gtid_\w*(?:executed|pos|set)|(?:executed|retrieved)_gtid|(?:Exec|Read)_(?:Source|Master)_Log_Pos/i.test(
        expression,
      ),
    ) ||
    statementsOf(step).some(
      (statement) =>
        callsOf(statement, "GTID_SUBTRACT").length > 0 ||
        callsOf(statement, "GTID_SUBSET").length > 0 ||
        statement.words.some((word) =>
          /^@@(?:GLOBAL\.)?GTID_(?:EXECUTED|BINLOG_POS|SLAVE_POS|CURRENT_POS)$/.test(word),
        ),
    )
  );
}
