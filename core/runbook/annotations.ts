import { tokenizeSql } from "../mysql/sql/tokenize.ts";
import { compileExpression } from "../run/expression.ts";
import { shellComments } from "../shell/comments.ts";
import type { Problem } from "../text/problem.ts";
import type { Span } from "../text/span.ts";
import { annotationSlips, meantAnnotation } from "./annotation-slips.ts";
import { parseDuration } from "./duration.ts";
import { reservedName } from "./reserved-names.ts";
import { suggest } from "./suggest.ts";
import type { Capture, Expectation, StepKind, Until } from "./types.ts";

/** Spans count in the code. */
export interface Annotations {
  readonly expectations: readonly Expectation[];
  readonly until?: Until;
  readonly captures: readonly Capture[];
  readonly problems: readonly Problem[];
}

const words = ["expect", "until", "capture"];

/** Reads `-- @expect …`, `# @until … every 2s`, `-- @capture a = B`: comments of the block that say what must be seen. */
export function readAnnotations(code: string, kind: StepKind): Annotations {
  const expectations: Expectation[] = [];
  const captures: Capture[] = [];
  const problems: Problem[] = [];
  let until: Until | undefined;
  for (const { word, body, span } of findAnnotations(code, kind)) {
    const text = code.slice(body.start, body.end);
    if (!words.includes(word)) {
      const close = suggest(word, words);
      const message = close
        ? `There is no annotation \`@${word}\`. Did you mean \`@${close}\`?`
        : meantAnnotation(word);
      if (message) problems.push({ code: "bad-annotation", message, span });
    } else if (word === "expect") {
      expectations.push({ expression: text, span: body });
      checkExpression(text, body.start, problems);
    } else if (word === "until") {
      if (until)
        problems.push({ code: "bad-annotation", message: "A block has one `@until`. Join the two with `&&`.", span });
      until ??= readUntil(text, body, problems);
    } else {
      const capture = readCapture(text, body, problems);
      if (!capture) continue;
      const wrong = reservedName(capture.name);
      if (wrong) problems.push({ code: "bad-annotation", message: wrong, span: capture.span });
      captures.push(capture);
    }
  }
  problems.push(...annotationSlips(code, kind));
  return { expectations, captures, problems, ...(until ? { until } : {}) };
}

interface Found {
  readonly word: string;
  readonly body: Span;
  readonly span: Span;
}

function* findAnnotations(code: string, kind: StepKind): Iterable<Found> {
  if (kind === "manual" || !code.includes("@")) return;
  for (const comment of commentsOf(code, kind)) {
    const match = /^(?:--|#)\s*@([A-Za-z][A-Za-z-]*)[ \t]*/.exec(code.slice(comment.start, comment.end));
    if (!match) continue;
    const start = comment.start + match[0].length;
    const text = code.slice(start, comment.end).trimEnd();
    yield {
      word: match[1] ?? "",
      body: { start, end: start + text.length },
      span: { start: comment.start, end: start + text.length },
    };
  }
}

/** In SQL a comment may stand behind a statement; elsewhere it has a line of its own. */
function commentsOf(code: string, kind: StepKind): readonly Span[] {
  if (kind === "sql") return tokenizeSql(code).filter((token) => token.kind === "comment");
  const comments =
    kind === "shell"
      ? shellComments(code)
      : [...code.matchAll(/^[ \t]*(#.*)$/gm)].map((match) => {
          const end = match.index + match[0].length;
          return { start: end - (match[1] ?? "").length, end };
        });
  return comments.filter(({ start }) => /(?:^|\n)[ \t]*$/.test(code.slice(0, start)));
}

function readUntil(text: string, body: Span, problems: Problem[]): Until | undefined {
  const match = /^(.*\S)\s+every\s+(\S+)$/.exec(text);
  const everyMs = parseDuration(match?.[2] ?? "");
  if (!match || !everyMs) {
    problems.push({
      code: match ? "bad-duration" : "bad-annotation",
      message: "`@until` needs an expression and a pause. Write `@until EXPRESSION every 2s`.",
      span: body,
    });
    return undefined;
  }
  const expression = match[1] ?? "";
  checkExpression(expression, body.start, problems);
  return { expression, everyMs, span: { start: body.start, end: body.start + expression.length } };
}

function readCapture(text: string, body: Span, problems: Problem[]): Capture | undefined {
  const match = /^([A-Za-z_]\w*)\s*=(?!=)\s*(\S.*)$/.exec(text);
  if (!match) {
    problems.push({
      code: "bad-annotation",
      message: "`@capture` needs a name and a column. Write `@capture name = Column`.",
      span: body,
    });
    return undefined;
  }
  const [, name = "", expression = ""] = match;
  checkExpression(expression, body.end - expression.length, problems);
  return { name, expression, span: body };
}

function checkExpression(expression: string, start: number, problems: Problem[]): void {
  const result = compileExpression(expression);
  if (result.ok) return;
  const { span } = result.problem;
  const isEmpty = span.start === span.end;
  const end = start + (isEmpty ? expression.length : span.end);
  problems.push({ ...result.problem, span: { start: start + (isEmpty ? 0 : span.start), end } });
}
