import { assignmentsOf, replaceTokens, statementsOf } from "../code.ts";
import { eachStep, isKnown } from "../each.ts";
import { changesSource, flowOf, placeOf } from "../flow.ts";
import type { RunbookRule } from "../rule.ts";

const switches = /^(?:super_read_only|read_only|offline_mode)$/;

export const fenceLostAtRestart: RunbookRule = {
  about: "runbook",
  code: "RBK094",
  id: "fence-lost-at-restart",
  title: "A fence outlives a restart",
  severity: "information",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/persisted-system-variables.html"],
  *check(runbook, context) {
    const moves = flowOf(runbook, context);
    if (!changesSource(runbook, moves)) return;
    // Whoever stops the instance, changes its option file or writes PERSIST anywhere has thought of it.
    const isKept =
      moves.some(({ kind }) => kind === "shutdown" || kind === "whole-flow") ||
      runbook.steps.some(
        (step) =>
          (step.kind === "ini" && /read_only/.test(step.code)) ||
          statementsOf(step).some((statement) =>
            assignmentsOf(statement).some(({ name, scope }) => scope === "persist" && switches.test(name)),
          ),
      );
    if (isKept) return;
    const targets = new Map(eachStep(runbook, context).map(({ step, target }) => [step, target]));
    for (const { kind, step, statement, span } of moves) {
      const target = targets.get(step);
      if (kind !== "fence" || !statement || !target || !isKnown(target, "mysql", 8, 0)) continue;
      // It becomes a replica below, and is fenced no longer than the run lasts.
      if (moves.some((move) => move.kind === "configure" && placeOf(move.step) === placeOf(step))) continue;
      const at = statement.words.indexOf("GLOBAL");
      yield {
        span,
        message:
          "SET GLOBAL is forgotten when the instance restarts: an old source that comes back by itself takes writes again. Write SET PERSIST, and RESET PERSIST in what undoes it.",
        fixes:
          at > 0
            ? [
                {
                  title: "Write SET PERSIST",
                  safety: "unsafe",
                  edits: statement.words.flatMap((word, index) =>
                    word === "GLOBAL" ? [replaceTokens(statement, index, index, "PERSIST")] : [],
                  ),
                },
              ]
            : [],
      };
      return;
    }
  },
};
