import { tokenizeSql } from "../mysql/sql/tokenize.ts";
import { compileExpression } from "../run/expression.ts";
import { shellComments, withoutDocuments } from "../shell/comments.ts";
import type { Problem } from "../text/problem.ts";
import type { Span } from "../text/span.ts";
import { attributeKeys } from "./attributes.ts";
import type { StepKind } from "./types.ts";

const own = "(?:expect|until|capture)";
/** Words that others use for ours. */
const synonyms: ReadonlyMap<string, string> = new Map([
  ["assert", "expect"],
  ["ensure", "expect"],
  ["check", "expect"],
  ["wait", "until"],
  ["save", "capture"],
  ["store", "capture"],
]);

/** What `@assert …` or `@timeout 5s` was meant to be; undefined for a word that belongs to somebody else. */
export function meantAnnotation(word: string): string | undefined {
  const plain = word.toLowerCase();
  const synonym = synonyms.get(plain);
  if (synonym) return `There is no annotation \`@${word}\`, so this checks nothing. Write \`@${synonym}\`.`;
  return attributeKeys.includes(plain)
    ? `\`${plain}\` is no annotation but an attribute, so this does nothing. Write it into the braces on the fence, \`{${plain}=…}\`.`
    : undefined;
}

/**
 * Annotations that stand where none is read: the step would end well without the check that its author sees in it.
 * Spans count in the code.
 */
export function annotationSlips(code: string, kind: StepKind): readonly Problem[] {
  if (kind === "manual" || !code.includes("@")) return [];
  return kind === "sql" ? inSql(code) : inLines(code, kind);
}

const inBlock = /^[ \t*/]*@[ \t]*(?:expect|until|capture)\b.*$/gm;

function inSql(code: string): readonly Problem[] {
  const problems: Problem[] = [];
  let bare = "";
  for (const { kind, text, start, end } of tokenizeSql(code)) {
    bare += kind === "string" || kind === "comment" || kind === "identifier" ? text.replace(/[^\n]/g, ".") : text;
    if (kind !== "comment") continue;
    const isBlock = text.startsWith("/*");
    if (isBlock) problems.push(...lines(text, inBlock, "-- ").map((problem) => shifted(problem, start)));
    else if (/^(?:--|#)[ \t]*@[ \t]+(?:expect|until|capture)\b/.test(text))
      problems.push(elsewhere("-- ", { start, end }));
  }
  return [...problems, ...lines(bare, new RegExp(`^[ \\t]*(?://[ \\t]*|--)(@[ \\t]*${own}\\b.*)$`, "gm"), "-- ")];
}

function inLines(code: string, kind: StepKind): readonly Problem[] {
  const bare = kind === "shell" ? withoutDocuments(code) : code;
  const comments = kind === "shell" ? shellComments(code) : [...code.matchAll(/(?<=^|\s)[#;][^\n]*/gm)].map(toSpan);
  const problems = comments.flatMap((span) => {
    const text = code.slice(span.start, span.end);
    const isFirst = /(?:^|\n)[ \t]*$/.test(code.slice(0, span.start));
    const slip = new RegExp(`^(?:#[ \\t]*@[ \\t]+|;+[ \\t]*@[ \\t]*)${own}\\b`);
    const trailing = !isFirst && new RegExp(`^#[ \\t]*@${own}\\b`).test(text);
    return trailing || slip.test(text) ? [elsewhere("# ", span)] : [];
  });
  return [...problems, ...lines(bare, new RegExp(`^[ \\t]*(?://|--)[ \\t]*(@[ \\t]*${own}\\b.*)$`, "gm"), "# ")];
}

function lines(code: string, pattern: RegExp, comment: string): readonly Problem[] {
  return [...code.matchAll(pattern)].map((match) => elsewhere(comment, toSpan(match)));
}

function shifted(problem: Problem, by: number): Problem {
  return { ...problem, span: { start: problem.span.start + by, end: problem.span.end + by } };
}

function toSpan(match: RegExpMatchArray): Span {
  const start = match.index ?? 0;
  return { start, end: start + match[0].length };
}

function elsewhere(comment: string, span: Span): Problem {
  return {
    code: "unread-annotation",
    message: `An annotation is not read here, so this step would run without it. Put it on a line of its own that begins with \`${comment}@\`.`,
    span,
  };
}

/**
 * Comments that read like an annotation and may be meant as words to a reader: `-- expect rows == 0`, or what stands in a
 * here-document. `word` is where the word begins that would need an `@`. Offsets in the code.
 */
export function likelyAnnotations(
  code: string,
  kind: StepKind,
): readonly { readonly span: Span; readonly word?: number; readonly where: "comment" | "document" | "manual" }[] {
  if (kind === "manual")
    return [
      ...code.matchAll(new RegExp(`^[ \\t]*(?:[-*+]|\\d+[.)]|#|--)?[ \\t]*(?:\\[[ xX]\\][ \\t]*)?@${own}\\b.*$`, "gm")),
    ].map((match) => ({ span: toSpan(match), where: "manual" }));
  const bare = kind === "shell" ? withoutDocuments(code) : code;
  const documents =
    bare === code
      ? []
      : [...code.matchAll(new RegExp(`^[ \\t]*(?:#|--)[ \\t]*@${own}\\b.*$`, "gm"))]
          .map(toSpan)
          .filter(({ start, end }) => bare.slice(start, end).trim() === "");
  const comments =
    kind === "sql"
      ? tokenizeSql(code).filter((token) => token.kind === "comment")
      : kind === "shell"
        ? shellComments(code)
        : [...code.matchAll(/^[ \t]*[#;][^\n]*/gm)].map(toSpan);
  return [
    ...documents.map((span) => ({ span, where: "document" as const })),
    ...comments.flatMap(({ start, end }) => {
      const text = code.slice(start, end);
      const match = /^(\s*(?:--|#|;)[ \t]*)(expect|until|capture)[ \t]+(\S.*)$/s.exec(text);
      if (!match || !isCheck(match[2] ?? "", match[3] ?? "")) return [];
      return [{ span: { start, end }, word: start + (match[1] ?? "").length, where: "comment" as const }];
    }),
  ];
}

/** A comparison, or `name = Column`: no sentence looks like that. */
function isCheck(word: string, text: string): boolean {
  if (word === "capture") return /^[A-Za-z_]\w*\s*=\s*[A-Za-z_][\w.]*(?:\(.*\))?\s*$/.test(text);
  const expression = word === "until" ? text.replace(/\s+every\s+\S+\s*$/, "") : text;
  return /==|!=|[<>]/.test(expression) && compileExpression(expression).ok;
}
