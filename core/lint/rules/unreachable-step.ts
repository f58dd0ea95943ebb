import { compileExpression } from "../../run/expression.ts";
import { suggest } from "../../runbook/suggest.ts";
import type { Fix, RunbookRule } from "../rule.ts";
import { stepTarget } from "../runbook-target.ts";

export const unreachableStep: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK009",
  id: "unreachable-step",
  title: "Every step can run",
  severity: "warning",
  references: [],
  *check({ steps }) {
    for (const step of steps) {
      const { when } = step.attributes;
      const compiled = when && compileExpression(when.value);
      if (!when || !compiled?.ok) continue;
      const constant = compiled.expression.references.length === 0 ? compiled.expression.evaluate({}) : undefined;
      const isNever = (constant?.ok && constant.value === false) || stepTarget(step, {}) === undefined;
      if (isNever)
        yield {
          span: when.span,
          message:
            "This condition never holds, so the step never runs. A flavor is `mysql` or `mariadb`; correct the condition or remove the step.",
          fixes: flavorFixes(when),
        };
    }
  },
};

function flavorFixes({
  value,
  span,
}: {
  readonly value: string;
  readonly span: { readonly start: number; readonly end: number };
}): readonly Fix[] {
  const literal = /(["'])(\w+)\1/.exec(value);
  const close = suggest(literal?.[2]?.toLowerCase() ?? "", ["mysql", "mariadb"]);
  if (!literal?.[2] || !close || span.end - span.start !== value.length) return [];
  const start = span.start + literal.index + 1;
  return [
    {
      title: `Write \`${close}\``,
      safety: "unsafe",
      edits: [{ span: { start, end: start + literal[2].length }, newText: close }],
    },
  ];
}
