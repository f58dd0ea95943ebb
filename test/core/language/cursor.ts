import { type Analysis, analyse } from "../../../core/language/analyse.ts";
import type { LintContext, TextEdit } from "../../../core/lint/rule.ts";
import { type Flavor, parseVersion } from "../../../core/mysql/flavor.ts";

export interface Cursor {
  readonly analysis: Analysis;
  readonly text: string;
  readonly offset: number;
}

/** A document with its cursor written as `|`. */
export function cursorIn(kind: "option-file" | "runbook", marked: string): Cursor {
  const offset = marked.indexOf("|");
  if (offset < 0) throw new Error("The text has no cursor.");
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  return { analysis: analyse(kind, text), text, offset };
}

/** `mysql-8.4`; nothing for an unknown target. */
export function contextFor(target?: string): LintContext {
  const [flavor, series = ""] = (target ?? "").split("-");
  const version = parseVersion(series, flavor as Flavor);
  return version ? { target: version } : {};
}

/** Edits as an editor applies them: those at one place in their order. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = "";
  let at = 0;
  for (const { span, newText } of edits.toSorted((a, b) => a.span.start - b.span.start)) {
    result += text.slice(at, span.start) + newText;
    at = span.end;
  }
  return result + text.slice(at);
}
