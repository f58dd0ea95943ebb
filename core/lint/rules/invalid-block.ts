import type { Runbook } from "../../runbook/types.ts";
import type { Problem } from "../../text/problem.ts";
import type { Span } from "../../text/span.ts";
import { isOurs } from "../each.ts";
import type { Fix, OtherPlace, RunbookRule } from "../rule.ts";

const mild = new Set(["empty-step"]);
/** What other Markdown does with good reason, or what is no business of ours in it. */
const foreign = new Set([
  "ambiguous-prompt",
  "text-on-fence",
  "bad-annotation",
  "unread-annotation",
  "unknown-language",
  "language-in-braces",
  "pasted-output",
  "client-command",
  "unclosed-quote",
  "front-matter",
  "bad-variable",
  "variable-in-quotes",
]);

export const invalidBlock: RunbookRule = {
  about: "runbook",
  code: "RBK004",
  id: "invalid-block",
  title: "Every block and its attributes can be read",
  severity: "error",
  references: [],
  *check(runbook) {
    const isForeign = runbook.problems.length > 0 && !isOurs(runbook);
    for (const problem of runbook.problems) {
      // That one has a rule of its own.
      if (problem.code === "unfilled-placeholder") continue;
      yield {
        span: problem.span,
        message: problem.message,
        severity: mild.has(problem.code) || (isForeign && isForeignWay(problem, runbook.text)) ? "warning" : "error",
        fixes: fixesOf(problem, runbook.text),
        ...(problem.code === "duplicate-name" ? { places: firstOfName(runbook, problem) } : {}),
      };
    }
  },
};

function firstOfName({ text, steps }: Runbook, { span }: Problem): readonly OtherPlace[] {
  const name = text.slice(span.start, span.end).replace(/^(["'])(.*)\1$/, "$2");
  const first = steps.find((step) => step.name === name);
  return first
    ? [
        {
          span: first.attributes.name?.span ?? first.block.infoSpan,
          message: `The first step that is named \`${name}\`.`,
        },
      ]
    : [];
}

function isForeignWay({ code, span }: Problem, text: string): boolean {
  // A name alone may be another tool's.
  return (
    foreign.has(code) || (code === "bare-attributes" && /^[,;:\s]*name=\S*$/.test(text.slice(span.start, span.end)))
  );
}

function fixesOf(problem: Problem, text: string): readonly Fix[] {
  const { code, message, span } = problem;
  if (code === "bare-attributes") return bracesFix(text, span);
  if (code === "pasted-output") return removalOf(text, span);
  if (code === "language-in-braces") return [beforeBraces(text, span)];
  // A suggestion replaces exactly what the problem points at, where that is a single word.
  const suggestion = /Did you mean `([^`]+)`\?$/.exec(message)?.[1];
  if (
    !suggestion ||
    !["unknown-attribute", "unknown-step", "unknown-language", "front-matter", "failover-action"].includes(code)
  )
    return [];
  return [{ title: `Use \`${suggestion}\``, safety: "unsafe", edits: [{ span, newText: suggestion }] }];
}

/** Only what is nothing but attributes; braces that are there already take them in. */
function bracesFix(text: string, span: Span): readonly Fix[] {
  const written = text.slice(span.start, span.end).replace(/^[,;:\s]+/, "");
  if (!/^(?:[\w-]+=(?:"[^"]*"|'[^']*'|[^\s,"'{}]+)(?:[\s,]+|$))+$/.test(written)) return [];
  const before = text.slice(0, span.start).trimEnd();
  const edit = before.endsWith("}")
    ? { span: { start: before.length - 1, end: span.end }, newText: ` ${written}}` }
    : { span: { start: before.length, end: span.end }, newText: ` {${written}}` };
  return [{ title: "Put it in braces", safety: "unsafe", edits: [edit] }];
}

function beforeBraces(text: string, span: Span): Fix {
  const language = text.slice(span.start + 1, span.end);
  const brace = text.lastIndexOf("{", span.start);
  const behind = /^[ \t]*/.exec(text.slice(span.end))?.[0].length ?? 0;
  return {
    title: `Write \`${language} {…}\``,
    safety: "unsafe",
    edits: [
      { span: { start: brace, end: brace }, newText: `${language} ` },
      { span: { start: span.start, end: span.end + behind }, newText: "" },
    ],
  };
}

/** Whole lines, with what a list or a quote has before them. */
function removalOf(text: string, span: Span): readonly Fix[] {
  const start = text.lastIndexOf("\n", span.start - 1) + 1;
  const next = text.indexOf("\n", span.end);
  if (next < 0) return [];
  return [{ title: "Remove the output", safety: "unsafe", edits: [{ span: { start, end: next + 1 }, newText: "" }] }];
}
