import type { RunbookTarget } from "../../lint/runbook-target.ts";
import { spanInDocument } from "../../runbook/step.ts";
import { stepLanguages } from "../../runbook/step-kinds.ts";
import type { Runbook, Step } from "../../runbook/types.ts";
import { type Span, spanOf } from "../../text/span.ts";
import type { CompletionItem } from "../features.ts";
import { completeAttributes } from "./complete-attributes.ts";
import { completeAnnotation } from "./complete-expression.ts";
import { completeSql } from "./complete-sql.ts";
import { completeEnvironment, completeVariable } from "./complete-variables.ts";
import { completeFailover, completeFrontMatter } from "./complete-yaml.ts";
import { handedSqlAt } from "./handed-sql-at.ts";
import { inOrder, itemOf } from "./items.ts";
import { placeAt } from "./place.ts";
import { completeRuleCode } from "./rule-codes.ts";
import { stepSnippets, withoutStops } from "./step-snippets.ts";
import { type RunbookSurroundings, targetOf } from "./surroundings.ts";

/** What can be written at an offset of a runbook; blocks of options are not looked into. */
export function completeRunbook(
  runbook: Runbook,
  offset: number,
  around: RunbookSurroundings,
): readonly CompletionItem[] {
  const codes = completeRuleCode(runbook, offset);
  if (codes) return codes;
  const place = placeAt(runbook, offset);
  switch (place.kind) {
    case "front-matter":
      return completeFrontMatter(runbook, place.body, offset, around);
    case "language":
      return languages(runbook, place.span);
    case "attributes":
      return completeAttributes(runbook, place.start, place.step, offset, around);
    case "code":
      return completeCode(runbook, place.step, place.offset, offset, around);
    default:
      return [];
  }
}

function completeCode(
  runbook: Runbook,
  step: Step,
  inCode: number,
  offset: number,
  around: RunbookSurroundings,
): readonly CompletionItem[] {
  const target = targetOf(runbook, step, around);
  const annotation = step.kind === "manual" ? undefined : completeAnnotation(runbook, step, offset, target);
  if (annotation) return annotation;
  if (step.kind === "shell")
    return completeEnvironment(runbook, step, offset) ?? completeHandedSql(step, inCode, target);
  if (step.kind !== "sql" && step.kind !== "failover") return [];
  const variables = completeVariable(runbook, offset, step.block.contentSpan.start);
  if (variables) return variables;
  const items =
    step.kind === "sql" ? completeSql(step.code, inCode, target) : completeFailover(runbook, step, inCode, around);
  return items.map((item) => ({ ...item, span: placed(step, item.span) }));
}

/** In the SQL of `mysql -e "…"`. */
function completeHandedSql(step: Step, inCode: number, target: RunbookTarget): readonly CompletionItem[] {
  const handed = handedSqlAt(step, inCode);
  if (!handed) return [];
  const { start, end } = handed;
  return completeSql(step.code.slice(start, end), inCode - start, target).map((item) => ({
    ...item,
    span: placed(step, spanOf(item.span.start + start, item.span.end + start)),
  }));
}

/** An empty span at a line's end stays where it is. */
function placed({ codeOffsets }: Step, span: Span): Span {
  return span.end > span.start
    ? spanInDocument(codeOffsets, span)
    : spanOf(codeOffsets[span.start] ?? 0, codeOffsets[span.start] ?? 0);
}

function languages(runbook: Runbook, span: Span): readonly CompletionItem[] {
  const marks =
    /(?:`+|~+)[ \t]*$/.exec(runbook.text.slice(Math.max(0, span.start - 20), span.start))?.[0].trim() ?? "```";
  const plain = stepLanguages.map((language) => itemOf(language, "keyword", span, { detail: "step" }));
  const rest = /^[^\r\n]*/.exec(runbook.text.slice(span.end, span.end + 200))?.[0].trim();
  // A whole step is written only where the line ends behind the word.
  if (rest !== "") return inOrder(plain, "1");
  const snippets = stepSnippets.map(({ label, detail, first, body }) => {
    const whole = `${first}\n${body}\n${marks}`;
    return itemOf(label, "snippet", span, { detail, newText: withoutStops(whole), snippet: whole });
  });
  return [...inOrder(plain, "1"), ...inOrder(snippets, "2")];
}
