import { findFrontMatter } from "../../runbook/front-matter.ts";
import { outlineOf } from "../../runbook/outline.ts";
import { stepKind } from "../../runbook/step-kinds.ts";
import type { Runbook } from "../../runbook/types.ts";
import type { Span } from "../../text/span.ts";
import type { Fix, RunbookRule } from "../rule.ts";
import { languageOf } from "./unlabelled-commands.ts";

export const indentedCommands: RunbookRule = {
  about: "runbook",
  code: "RBK083",
  id: "indented-commands",
  title: "What is meant to be run stands in a fence",
  severity: "information",
  reach: "section",
  references: ["https://spec.commonmark.org/0.31.2/#indented-code-blocks"],
  *check(runbook) {
    const { text } = runbook;
    if (!/mysql|mariadb/i.test(text)) return;
    const found = [...hiddenFences(runbook), ...indentedRuns(text)];
    if (found.length === 0) return;
    const { fences } = outlineOf(text, findFrontMatter(text)?.span.end ?? 0);
    const isInside = ({ start }: Span) => fences.some(({ span }) => span.start <= start && start < span.end);
    for (const { span, message, fixes } of found) if (!isInside(span)) yield { span, message, fixes };
  },
};

interface Hidden {
  readonly span: Span;
  readonly message: string;
  readonly fixes: readonly Fix[];
}

/** Fences that the body of a MkDocs block makes indented code: all others of these words are steps. */
function* hiddenFences({ text, steps }: Runbook): Iterable<Hidden> {
  const known = new Set(steps.map(({ block }) => block.span.start));
  for (const match of text.matchAll(/^(?: {4,}|[ ]*\t[ \t]*)(?=(?:`{3,}|~{3,})[ \t]*(\w+))/gm)) {
    const start = match.index + match[0].length;
    if (known.has(start) || !stepKind((match[1] ?? "").toLowerCase())) continue;
    const end = lineEnd(text, start);
    yield {
      span: { start, end },
      message:
        "This fence is indented by four columns or more, which makes it indented code for Markdown and no step: nothing runs it. Begin it at the start of its line.",
      fixes: [],
    };
  }
}

/** Indented lines behind a blank one in which every line is a command, or the first a prompt. */
function* indentedRuns(text: string): Iterable<Hidden> {
  for (const match of text.matchAll(/(?<=^|\n[ \t]*\r?\n)(?: {4}|\t)[^\r\n]*\S(?:\r?\n(?: {4}|\t)[^\r\n]*)*/g)) {
    const start = match.index;
    const end = start + match[0].length;
    const code = match[0].replace(/\r/g, "").replace(/^(?: {4}|\t)/gm, "");
    const language = languageOf(code);
    // A sentence may begin with the name of a program.
    if (language === "none" || (language === "sh" && !/\s-/.test(code))) continue;
    yield {
      span: { start: start + (/^[ \t]*/.exec(match[0])?.[0].length ?? 0), end: lineEnd(text, start) },
      message: `This looks like ${language === "sql" ? "SQL" : language === "console" ? "a session" : "a shell script"}, and is indented, which is text: nothing runs it. Put it into a fence with \`${language}\`.`,
      fixes: fenceFix(text, { start, end }, code, language),
    };
  }
}

/** Not below a list, to which the lines may belong. */
function fenceFix(text: string, span: Span, code: string, language: string): readonly Fix[] {
  const above = text.slice(0, span.start).trimEnd().split("\n").at(-1) ?? "";
  if (/^\s*(?:[-*+]|\d+[.)])\s|^[ \t>]+\S|^!!!|^\?\?\?|^===/.test(above)) return [];
  const feed = text.includes("\r\n") ? "\r\n" : "\n";
  const newText = ["```" + language, ...code.split("\n"), "```"].join(feed);
  return [{ title: `Put it into a fence with \`${language}\``, safety: "unsafe", edits: [{ span, newText }] }];
}

function lineEnd(text: string, at: number): number {
  const end = text.slice(at).search(/[\r\n]/);
  return end < 0 ? text.length : at + end;
}
