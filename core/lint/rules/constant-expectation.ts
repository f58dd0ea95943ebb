import { compileExpression, type Expression } from "../../run/expression.ts";
import type { RunbookRule } from "../rule.ts";

/** Counts of rows to try: some, and those around the numbers that the expression names. */
function countsFor(text: string): bigint[] {
  const named = [...text.matchAll(/\d{1,18}/g)].flatMap(([digits]) => [-1n, 0n, 1n].map((by) => BigInt(digits) + by));
  return [0n, 1n, 2n, 3n, 7n, 100n, 1_000_000n, ...named].filter((count) => count >= 0n);
}

export const constantExpectation: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK012",
  id: "constant-expectation",
  title: "An expectation can hold and can fail",
  severity: "warning",
  references: [],
  *check({ steps }) {
    for (const { expectations, until } of steps) {
      for (const { expression, span } of [...expectations, ...(until ? [until] : [])]) {
        const compiled = compileExpression(expression);
        const result = compiled.ok ? outcomeOf(compiled.expression) : undefined;
        if (result === true)
          yield {
            span,
            message: "This holds whatever the server answers, so it checks nothing. Compare a column, or remove it.",
          };
        if (result === false)
          yield { span, message: "This never holds, so the step always fails. Compare a column of the result." };
      }
    }
  },
};

/** What it always gives; undefined when it depends on what is seen. */
function outcomeOf(expression: Expression): boolean | undefined {
  const { references, text } = expression;
  const same = /^\s*(\w+)\s*(==|!=|<=|>=|<|>)\s*(\w+)\s*$/.exec(text);
  if (same && same[1] === same[3] && references.length > 0) return ["==", "<=", ">="].includes(same[2] ?? "");
  if (references.some((name) => name !== "rows")) return undefined;
  const results = countsFor(text).map((rows) => expression.evaluate({ rows }));
  const values = new Set(results.map((result) => (result.ok ? result.value : undefined)));
  const [only] = values;
  return values.size === 1 && typeof only === "boolean" ? only : undefined;
}
