import type { Inventory } from "../../cluster/inventory-types.ts";
import type { Runbook } from "../../runbook/types.ts";
import { spanOf } from "../../text/span.ts";
import type { FoldingRange } from "../features.ts";

/** Front matter, steps, and what belongs to each heading. */
export function foldRunbook({ text, frontMatter, headings, steps }: Runbook): readonly FoldingRange[] {
  const sections = headings.map(({ depth, span }, index) => {
    const next = headings.slice(index + 1).find((other) => other.depth <= depth)?.span.start ?? text.length;
    return spanOf(span.start, span.start + text.slice(span.start, next).trimEnd().length);
  });
  const spans = [...(frontMatter.span ? [frontMatter.span] : []), ...sections, ...steps.map(({ block }) => block.span)];
  return spans.sort((a, b) => a.start - b.start || b.end - a.end).map((span) => ({ kind: "region", span }));
}

export function foldInventory({ clusters }: Inventory): readonly FoldingRange[] {
  return clusters.flatMap((cluster) => [cluster, ...cluster.nodes]).map(({ span }) => ({ kind: "region", span }));
}
