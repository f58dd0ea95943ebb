import { parseInfoString } from "../../runbook/info-string.ts";
import { spanInDocument } from "../../runbook/step.ts";
import type { Runbook, Step } from "../../runbook/types.ts";
import { type Span, spanOf } from "../../text/span.ts";
import { attributeFact } from "./attribute-facts.ts";
import { occurrencesOf } from "./occurrences.ts";

/** A stretch of text on one line with a meaning that the grammar of its language cannot see. */
export interface SemanticToken {
  readonly type: "property" | "decorator" | "variable" | "function" | "class";
  readonly isDeclaration: boolean;
  readonly span: Span;
}

const TYPES = { step: "function", variable: "variable", node: "class", cluster: "class" } as const;

/** Attributes, annotations and names, in the order of the text, none inside another. */
export function semanticTokens(runbook: Runbook): readonly SemanticToken[] {
  const tokens: SemanticToken[] = occurrencesOf(runbook).map(({ kind, role, span }) => ({
    type: TYPES[kind],
    isDeclaration: role === "definition",
    span,
  }));
  for (const step of runbook.steps) tokens.push(...attributeKeys(runbook.text, step), ...annotations(step));
  let end = 0;
  return tokens
    .sort((a, b) => a.span.start - b.span.start)
    .filter(({ span }) => {
      const isFree = span.start >= end && span.end > span.start;
      if (isFree) end = span.end;
      return isFree;
    });
}

function attributeKeys(text: string, { block }: Step): readonly SemanticToken[] {
  if (!block.attributesSpan) return [];
  return parseInfoString(text, block.infoSpan)
    .attributes.filter(({ key }) => attributeFact(key))
    .map(({ keySpan }) => ({ type: "property", isDeclaration: false, span: keySpan }));
}

function annotations({ kind, code, codeOffsets }: Step): readonly SemanticToken[] {
  if (kind === "manual" || !code.includes("@")) return [];
  return [...code.matchAll(/^([ \t]*(?:--|#)[ \t]*)(@(?:expect|until|capture))\b/gm)].map((match) => {
    const start = match.index + (match[1]?.length ?? 0);
    return {
      type: "decorator",
      isDeclaration: false,
      span: spanInDocument(codeOffsets, spanOf(start, start + (match[2]?.length ?? 0))),
    };
  });
}
