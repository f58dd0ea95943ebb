import type { Located, Runbook, Step } from "../../runbook/types.ts";
import { declareInput } from "../declare-input.ts";
import type { Fix, RunbookRule } from "../rule.ts";

export const unfilledPlaceholder: RunbookRule = {
  about: "runbook",
  code: "RBK005",
  id: "unfilled-placeholder",
  title: "No placeholder is left to fill in",
  severity: "warning",
  references: [],
  *check(runbook) {
    for (const step of runbook.steps) {
      for (const { code, span, message } of step.problems) {
        if (code !== "unfilled-placeholder") continue;
        const placeholder = { value: runbook.text.slice(span.start, span.end), span };
        yield { span, message, fixes: inputFixes(runbook, step, placeholder) };
      }
    }
  },
};

function inputFixes(runbook: Runbook, step: Step, placeholder: Located<string>): readonly Fix[] {
  const name = nameIn(placeholder.value);
  if (!name || (step.kind !== "sql" && step.kind !== "shell")) return [];
  const isIdentifier = placeholder.value.startsWith("`");
  const newText = step.kind === "shell" ? `"$${name}"` : `\${${name}${isIdentifier ? ":id" : ""}}`;
  const declared = declareInput(runbook, name, /pass/.test(name) ? "secret" : "string");
  if (!declared) return [];
  const edits = [...declared, { span: placeholder.span, newText }];
  return [{ title: `Make it an input \`${name}\``, safety: "unsafe", edits }];
}

function nameIn(placeholder: string): string | undefined {
  const name = placeholder
    .toLowerCase()
    .replace(/^[^a-z]+|[^a-z0-9]+$/g, "")
    .replace(/^your[_-]/, "")
    .replace(/[^a-z0-9]+/g, "_");
  return /^x*$/.test(name) ? undefined : name;
}
