import { compileExpression, type Expression } from "../../run/expression.ts";
import { toText } from "../../run/scope.ts";
import type { Value } from "../../run/value.ts";
import type { Expectation } from "../../runbook/types.ts";
import type { Span } from "../../text/span.ts";
import { type Domain, domainsOf } from "../expectation-domains.ts";
import { outcomeOf } from "../expectation-outcome.ts";
import type { Fix, Report, RunbookRule } from "../rule.ts";
import { runbookTarget, stepTarget } from "../runbook-target.ts";

export const constantExpectation: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK012",
  id: "constant-expectation",
  title: "An expectation can hold and can fail",
  severity: "warning",
  references: [],
  *check({ steps, frontMatter }, context) {
    const target = runbookTarget(frontMatter, context);
    for (const step of steps) {
      const { expectations, until } = step;
      if (expectations.length === 0 && !until) continue;
      const domainOf = domainsOf(step, stepTarget(step, target) ?? target);
      for (const item of [...expectations, ...(until ? [until] : [])]) {
        const compiled = compileExpression(item.expression);
        const result = compiled.ok ? outcomeOf(compiled.expression, domainOf) : undefined;
        if (result === true)
          yield {
            span: item.span,
            message: "This holds whatever the server answers, so it checks nothing. Compare a column, or remove it.",
          };
        if (result === false && compiled.ok) yield neverReport(item, compiled.expression, domainOf);
      }
    }
  },
};

function neverReport(
  item: Pick<Expectation, "expression" | "span">,
  expression: Expression,
  domainOf: (name: string) => Domain,
): Report {
  const name = expression.references.find((each) => domainOf(each).kind === "these");
  const domain = name === undefined ? undefined : domainOf(name);
  if (name === undefined || domain?.kind !== "these")
    return { span: item.span, message: "This never holds, so the step always fails. Compare a column of the result." };
  return {
    span: item.span,
    message: `This never holds, because ${domain.meaning}, so the step always fails. Compare with one of these.`,
    fixes: fixesFor(item, domain.values),
  };
}

/** Where one of the values was meant and is written otherwise. */
function fixesFor(
  { expression, span }: { readonly expression: string; readonly span: Span },
  values: readonly Value[],
): readonly Fix[] {
  const [literal, ...more] = [...expression.matchAll(/(["'])(\w+)\1|\b(?:true|false)\b/g)];
  if (!literal || more.length > 0) return [];
  const word = (literal[2] ?? literal[0]).toLowerCase();
  const switched = /^(?:on|yes|true|enabled)$/.test(word)
    ? 1n
    : /^(?:off|no|false|disabled)$/.test(word)
      ? 0n
      : undefined;
  const meant = values.find((value) => (typeof value === "string" ? value.toLowerCase() === word : value === switched));
  if (meant === undefined) return [];
  const newText = typeof meant === "bigint" ? String(meant) : `"${toText(meant)}"`;
  const start = span.end - expression.length + literal.index;
  return [
    {
      title: `Write ${newText}`,
      safety: "unsafe",
      edits: [{ span: { start, end: start + literal[0].length }, newText }],
    },
  ];
}
