import type { Span } from "../../text/span.ts";
import type { CompletionItem } from "../features.ts";

type Extra = Partial<Omit<CompletionItem, "label" | "kind" | "span">>;

export function itemOf(label: string, kind: CompletionItem["kind"], span: Span, extra: Extra = {}): CompletionItem {
  return { label, kind, newText: label, sortText: `5${label.toLowerCase()}`, span, ...extra };
}

/** The same items in the order in which they stand. */
export function inOrder(items: readonly CompletionItem[], group = "5"): readonly CompletionItem[] {
  return items.map((item, index) => ({ ...item, sortText: `${group}${String(index).padStart(4, "0")}` }));
}
