import { tokenizeSql } from "../../mysql/sql/tokenize.ts";
import type { Located, Runbook, Step } from "../../runbook/types.ts";
import { shellWords } from "../../shell/words.ts";
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
  if (!name || isInQuotes(step, placeholder) || (step.kind !== "sql" && step.kind !== "shell")) return [];
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

/** A part of something in quotes: to put a value there is for the author to do. */
function isInQuotes({ kind, code, codeOffsets }: Step, { span }: Located<string>): boolean {
  const at = codeOffsets.indexOf(span.start);
  if (kind === "sql")
    return tokenizeSql(code).some((token) => token.kind === "string" && token.start < at && at < token.end);
  return shellWords(code).some(({ quoted }) => quoted.some(({ start, end }) => start < at && at < end));
}
