import { parseAction } from "../failover/action.ts";
import { splitStatements } from "../mysql/sql/statements.ts";
import { compileExpression } from "../run/expression.ts";
import type { Problem } from "../text/problem.ts";
import type { Span } from "../text/span.ts";
import { readAnnotations } from "./annotations.ts";
import { toAttributes } from "./attributes.ts";
import { readCode } from "./code.ts";
import { contentLines } from "./content-lines.ts";
import { hasBareAttributes } from "./fence-slips.ts";
import type { Fence } from "./fences.ts";
import type { InfoString } from "./info-string.ts";
import { manualItems } from "./manual-items.ts";
import { pastedOutputProblems } from "./pasted-output.ts";
import { isMariadbPrompt } from "./sql-session.ts";
import type { Attributes, Located, Step, StepKind } from "./types.ts";
import { variablesInAttribute, variablesInCode } from "./variable-uses.ts";

/** A step before it has a name and a place in the document. */
export type UnnamedStep = Omit<Step, "name" | "index" | "heading">;

export function readStep(text: string, fence: Fence, info: InfoString, kind: StepKind): UnnamedStep {
  const { attributes, problems: attributeProblems } = toAttributes(info.attributes);
  const { code, codeOffsets, problems: codeProblems } = readCode(text, fence, kind, info.language);
  const annotations = readAnnotations(code, kind);
  const uses = variablesInCode(code, kind);
  const inAttributes = attributeTexts(attributes).map(variablesInAttribute);
  const toDocument = <T extends { readonly span: Span }>(item: T): T => ({
    ...item,
    span: spanInDocument(codeOffsets, item.span),
  });
  const bodyProblems = problemsOfBody(code, kind);
  const problems = [
    ...fenceProblems(text, fence, info),
    ...info.problems,
    ...attributeProblems,
    ...inAttributes.flatMap((each) => each.problems),
    ...whenProblems(attributes.when),
    ...codeProblems,
    ...[...annotations.problems, ...uses.problems, ...bodyProblems].map(toDocument),
    ...emptyProblems(code, kind, fence),
  ];
  return {
    kind,
    language: info.language,
    ...(info.language === "mariadb" || (kind === "sql" && hasMariadbPrompt(text, fence)) ? { flavor: "mariadb" } : {}),
    block: {
      span: fence.span,
      infoSpan: fence.infoSpan,
      languageSpan: info.languageSpan,
      ...(info.attributesSpan ? { attributesSpan: info.attributesSpan } : {}),
      contentSpan: fence.contentSpan,
      closed: fence.closed,
    },
    attributes,
    code,
    codeOffsets,
    expectations: annotations.expectations.map(toDocument),
    ...(annotations.until ? { until: toDocument(annotations.until) } : {}),
    captures: annotations.captures.map(toDocument),
    variables: [...inAttributes.flatMap((each) => each.uses), ...uses.uses.map(toDocument)],
    items: kind === "manual" ? manualItems(contentLines(text, fence)) : [],
    problems,
  };
}

/** What is wrong with the code itself, as far as its text tells. */
function problemsOfBody(code: string, kind: StepKind): readonly Problem[] {
  const output = pastedOutputProblems(code, kind);
  // What the output does to the statements behind it is not worth a word.
  if (output.length > 0) return output;
  if (kind === "sql") return splitStatements(code).problems;
  if (kind !== "failover" || hasNothing(code)) return [];
  const parsed = parseAction(code, () => undefined);
  return parsed.status === "invalid" ? parsed.problems : [];
}

/** Nothing but space and comments. */
function hasNothing(code: string): boolean {
  return !/^[ \t]*[^#\s]/m.test(code);
}

/** Place in the document of a span of the code. Its end is the place behind its last unit, so that line endings stay out. */
export function spanInDocument(codeOffsets: readonly number[], span: Span): Span {
  const start = codeOffsets[span.start] ?? codeOffsets.at(-1) ?? 0;
  if (span.end <= span.start) return { start, end: start };
  return { start, end: (codeOffsets[span.end - 1] ?? start) + 1 };
}

function hasMariadbPrompt(text: string, fence: Fence): boolean {
  return fence.lines.some(({ start, end }) => isMariadbPrompt(text.slice(start, Math.min(end, start + 100))));
}

function attributeTexts(attributes: Attributes): readonly Located<string>[] {
  const confirm = attributes.confirm;
  const question = typeof confirm?.value === "string" ? { value: confirm.value, span: confirm.span } : undefined;
  return [attributes.on, attributes.database, question].filter((written) => written !== undefined);
}

function whenProblems(when: Located<string> | undefined): readonly Problem[] {
  if (!when) return [];
  const result = compileExpression(when.value);
  return result.ok ? [] : [{ ...result.problem, span: when.span }];
}

function fenceProblems(text: string, fence: Fence, info: InfoString): readonly Problem[] {
  const problems: Problem[] = [];
  if (!fence.closed) {
    const marks = /^(?:`+|~+)/.exec(text.slice(fence.span.start, fence.span.end))?.[0] ?? "```";
    problems.push({
      code: "unclosed-fence",
      message: `This block is never closed, so all the text behind it is part of it. Add a line with ${marks} alone where it ends.`,
      span: { start: fence.span.start, end: Math.max(fence.infoSpan.end, fence.span.start + marks.length) },
    });
  }
  const rest = info.rest ? text.slice(info.rest.start, info.rest.end) : "";
  if (info.rest && hasBareAttributes(rest))
    problems.push({
      code: "bare-attributes",
      message:
        "Attributes without braces are not read, so this step would run without what they ask for. Put them in braces.",
      span: info.rest,
    });
  // `bash title="Backup"` is how other tools write attributes; anything else is a command that would silently not run.
  else if (info.rest && !/^(?:\s*[\w-]+=(?:"[^"]*"|'[^']*'|\S+))+\s*$/.test(rest)) {
    problems.push({
      code: "text-on-fence",
      message:
        "Text on the fence's own line is not run. Move it to a line of its own, or into braces if it is attributes.",
      span: info.rest,
    });
  }
  return problems;
}

/** A block in which nothing can run must not end as a success. */
function emptyProblems(code: string, kind: StepKind, fence: Fence): readonly Problem[] {
  const isEmpty = kind === "sql" ? splitStatements(code).statements.length === 0 : hasNothing(code);
  const what = kind === "sql" ? "a statement" : kind === "shell" ? "a command" : "content";
  return isEmpty
    ? [
        {
          code: "empty-step",
          message: `There is nothing to run in this block. Write ${what}, or use another first word on the fence.`,
          span: fence.span,
        },
      ]
    : [];
}
