import { callsOf, tokenSpan } from "../code.ts";
import { eachStatement } from "../each.ts";
import type { Fix, RunbookRule } from "../rule.ts";

const defaultTimeoutMs = 60_000;
const marginMs = 5000;
/** The place of the timeout among the arguments. */
const functions: readonly (readonly [string, number])[] = [
  ["WAIT_FOR_EXECUTED_GTID_SET", 1],
  ["MASTER_GTID_WAIT", 1],
  ["SOURCE_POS_WAIT", 2],
  ["MASTER_POS_WAIT", 2],
  ["SLEEP", 0],
];

export const waitOutlastsStep: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK069",
  id: "wait-outlasts-step",
  title: "A step lasts longer than the wait in it",
  severity: "warning",
  references: [],
  *check(runbook, context) {
    for (const { statement, step } of eachStatement(runbook, context)) {
      if (step.kind !== "sql") continue;
      const { timeoutMs } = step.attributes;
      const limit = timeoutMs?.value ?? defaultTimeoutMs;
      for (const [name, index] of functions) {
        for (const { at, end, args } of callsOf(statement, name)) {
          const [first, last] = args[index] ?? [];
          const text = first === undefined || first !== last ? "" : (statement.words[first] ?? "");
          const waitMs = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : 0;
          if (waitMs < limit) continue;
          const fixed = `${Math.ceil((waitMs + marginMs) / 1000)}s`;
          const fixes: readonly Fix[] = timeoutMs
            ? [{ title: `Set timeout=${fixed}`, safety: "unsafe", edits: [{ span: timeoutMs.span, newText: fixed }] }]
            : [];
          yield {
            span: tokenSpan(statement, at, end),
            message: `The step is stopped after ${limit / 1000} s, before this wait of ${waitMs / 1000} s ends, and its effect then counts as unknown. Write \`timeout=${fixed}\` or wait for less.`,
            fixes,
          };
        }
      }
    }
  },
};
