import { isPair, isScalar, type Node, parseDocument, visit } from "yaml";
import { type Span, spanOf } from "../../text/span.ts";
import type { SelectionRange } from "../features.ts";
import { wordAt } from "../runbook/words.ts";

/** Word, value, entry, map around it, document. */
export function selectInventory(text: string, offset: number): SelectionRange {
  const spans: Span[] = [];
  const word = wordAt(text, offset, /[\w.-]/);
  if (word) spans.push(word.span);
  // Longer texts are no inventory, and are not parsed elsewhere either.
  if (text.length <= LONGEST)
    visit(parseDocument(text, { logLevel: "silent" }), (_, node) => {
      const span = isPair(node) ? pairSpan(node) : rangeOf(node as Node | null);
      if (span && span.start <= offset && offset <= span.end) spans.push(span);
    });
  spans.push(spanOf(0, text.length));
  const ordered = spans.toSorted((a, b) => a.end - a.start - (b.end - b.start));
  const nested: Span[] = [];
  for (const span of ordered) {
    const last = nested.at(-1);
    if (!last || (span.start <= last.start && last.end <= span.end && span.end - span.start > last.end - last.start))
      nested.push(span);
  }
  return nested;
}

const LONGEST = 500_000;

function rangeOf(node: Node | null | undefined): Span | undefined {
  const range = node?.range;
  return range ? spanOf(range[0], range[1]) : undefined;
}

function pairSpan({ key, value }: { readonly key: unknown; readonly value: unknown }): Span | undefined {
  const from = isScalar(key) ? rangeOf(key) : undefined;
  const to = rangeOf(value as Node | null) ?? from;
  return from && to ? spanOf(from.start, Math.max(from.end, to.end)) : undefined;
}
