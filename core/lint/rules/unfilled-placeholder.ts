import { tokenizeSql } from "../../mysql/sql/tokenize.ts";
import { placeOfValue } from "../../mysql/sql/value-place.ts";
import { spanInDocument } from "../../runbook/step.ts";
import type { InputType, Located, Runbook, Step } from "../../runbook/types.ts";
import { shellCommands } from "../../shell/commands.ts";
import { shellWords } from "../../shell/words.ts";
import type { Span } from "../../text/span.ts";
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

function inputFixes(runbook: Runbook, step: Step, { value, span }: Located<string>): readonly Fix[] {
  const name = nameIn(value);
  const start = step.codeOffsets.indexOf(span.start);
  if (!name || start < 0) return [];
  const filled =
    step.kind === "sql"
      ? inSql(step.code, start, value, name)
      : step.kind === "shell"
        ? inShell(step.code, start, value, name)
        : undefined;
  const declared = filled && declareInput(runbook, name, filled.type);
  if (!declared) return [];
  const place = spanInDocument(step.codeOffsets, filled.part);
  return [
    {
      title: `Make it an input \`${name}\``,
      safety: "unsafe",
      edits: [...declared, { span: place, newText: filled.newText }],
    },
  ];
}

interface Filled {
  readonly type: InputType;
  /** What gives way, in the code. */
  readonly part: Span;
  readonly newText: string;
}

function textType(name: string): InputType {
  return /pass/.test(name) ? "secret" : "string";
}

/** A variable inside quotes is not replaced: a whole string gives way, a part of one can't. */
function inSql(code: string, start: number, value: string, name: string): Filled | undefined {
  const end = start + value.length;
  const token = tokenizeSql(code).find((each) => each.start <= start && end <= each.end);
  const isQuoted = token !== undefined && ["string", "identifier", "user-variable"].includes(token.kind);
  if (isQuoted && code.slice(token.start + 1, token.end - 1) !== value.replace(/^(["'`])(.*)\1$/s, "$2"))
    return undefined;
  const part = isQuoted ? { start: token.start, end: token.end } : { start, end };
  const place = token?.kind === "identifier" ? "identifier" : placeOfValue(code, part.start, part.end);
  // `'<table>'` is a string whatever stands before it, unless a number is wanted.
  if (place === "identifier" && token?.kind !== "string") return { type: "string", part, newText: `\${${name}:id}` };
  return { type: place === "integer" || place === "number" ? place : textType(name), part, newText: `\${${name}}` };
}

/** Single quotes and the text of a here-document keep a shell from putting anything in, or its quotes out. */
function inShell(code: string, start: number, value: string, name: string): Filled | undefined {
  const part = { start, end: start + value.length };
  const isInside = ({ start: from, end }: Span) => from < start && part.end < end;
  if (shellCommands(code).some(({ heredoc }) => heredoc && isInside(heredoc))) return undefined;
  const quote = shellWords(code)
    .flatMap(({ quoted }) => quoted)
    .find(isInside);
  if (quote && code[quote.start] !== '"') return undefined;
  return { type: textType(name), part, newText: quote ? `\${${name}}` : `"$${name}"` };
}

function nameIn(placeholder: string): string | undefined {
  const name = placeholder
    .toLowerCase()
    .replace(/^[^a-z]+|[^a-z0-9]+$/g, "")
    .replace(/^your[_-]/, "")
    .replace(/[^a-z0-9]+/g, "_");
  return /^x*$/.test(name) ? undefined : name;
}
