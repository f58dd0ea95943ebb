import { compileExpression } from "../../run/expression.ts";
import { builtinNames } from "../../run/scope.ts";
import { suggest } from "../../runbook/suggest.ts";
import type { Located, Runbook, VariableUse } from "../../runbook/types.ts";
import { declareInput } from "../declare-input.ts";
import { detoursOf } from "../each.ts";
import type { Fix, Report, RunbookRule } from "../rule.ts";

export const undefinedVariable: RunbookRule = {
  about: "runbook",
  code: "RBK001",
  id: "undefined-variable",
  title: "Every variable is an input or was captured before",
  severity: "error",
  references: [],
  *check(runbook) {
    const captured = new Set<string>();
    const everywhere = new Set(runbook.steps.flatMap((step) => step.captures.map((capture) => capture.name)));
    const inputs = new Map(runbook.frontMatter.inputs.map((input) => [input.name, input]));
    const detours = detoursOf(runbook);
    for (const step of runbook.steps) {
      // A rollback runs when its time comes, wherever it stands.
      const earlier = detours.has(step.name) ? everywhere : captured;
      const { when } = step.attributes;
      for (const use of when ? [...step.variables, ...usesInWhen(runbook.text, when)] : step.variables) {
        const isKnown = builtinNames.includes(use.name) || inputs.has(use.name) || earlier.has(use.name);
        if (!isKnown) yield unknown(runbook, use, [...builtinNames, ...inputs.keys(), ...earlier], everywhere);
        else if (use.field !== undefined && inputs.get(use.name)?.type !== "node") yield notANode(use);
      }
      for (const capture of step.captures) captured.add(capture.name);
    }
  },
};

/** `when` has no columns: every name in it is a variable. */
function usesInWhen(text: string, when: Located<string>): readonly VariableUse[] {
  const compiled = compileExpression(when.value);
  if (!compiled.ok) return [];
  return compiled.expression.references.map((name) => {
    const at = text.slice(when.span.start, when.span.end).search(new RegExp(`\\b${name}\\b`));
    const start = when.span.start + Math.max(0, at);
    return { name, as: "plain", span: { start, end: at < 0 ? when.span.end : start + name.length } };
  });
}

function unknown(
  runbook: Runbook,
  use: VariableUse,
  known: readonly string[],
  everywhere: ReadonlySet<string>,
): Report {
  if (everywhere.has(use.name)) {
    const message = `\`${use.name}\` is captured only later than here. Move the step that captures it up, or make it an input.`;
    return { span: use.span, message };
  }
  const close = suggest(use.name, known);
  const fixes: Fix[] = [];
  if (close)
    fixes.push({
      title: `Use \`${close}\``,
      safety: "unsafe",
      edits: [{ span: nameSpan(runbook.text, use), newText: close }],
    });
  const edits = declareInput(runbook, use.name, use.field === undefined ? "string" : "node");
  if (edits) fixes.push({ title: `Add an input \`${use.name}\``, safety: "unsafe", edits });
  const advice = close
    ? `Did you mean \`${close}\`?`
    : "Add it to `inputs` in the front matter, or capture it in an earlier step.";
  return { span: use.span, message: `There is no variable \`${use.name}\`. ${advice}`, fixes };
}

function nameSpan(text: string, use: VariableUse): { readonly start: number; readonly end: number } {
  const start = text.indexOf(use.name, use.span.start);
  return { start, end: start + use.name.length };
}

function notANode(use: VariableUse): Report {
  return {
    span: use.span,
    message: `\`${use.name}\` is not a node, so it has no \`${use.field}\`. Give its input the type node, or write \`\${${use.name}}\`.`,
  };
}
