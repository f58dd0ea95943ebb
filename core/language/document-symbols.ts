import type { Inventory } from "../cluster/inventory-types.ts";
import type { OptionFile } from "../option-file/types.ts";
import type { Heading, Runbook } from "../runbook/types.ts";
import { type Span, spanOf } from "../text/span.ts";
import type { Analysis } from "./analyse.ts";

export interface DocumentSymbol {
  readonly kind: "heading" | "step" | "group" | "setting" | "cluster" | "node";
  readonly name: string;
  readonly detail?: string;
  /** All that belongs to it; covers the spans of its children. */
  readonly span: Span;
  /** What to show when it is gone to; inside `span`. */
  readonly selection: Span;
  readonly children: readonly DocumentSymbol[];
}

/** The outline of a document. */
export function documentSymbols(analysis: Analysis): readonly DocumentSymbol[] {
  switch (analysis.kind) {
    case "runbook":
      return runbookSymbols(analysis.runbook);
    case "option-file":
      return optionFileSymbols(analysis.file);
    case "inventory":
      return inventorySymbols(analysis.inventory);
    default:
      return [];
  }
}

interface OpenHeading extends DocumentSymbol {
  readonly depth: number;
  readonly children: DocumentSymbol[];
}

/** Headings nest by depth; a step belongs to the heading above it. */
function runbookSymbols(runbook: Runbook): readonly DocumentSymbol[] {
  const ends = headingEnds(runbook.headings, runbook.text.length);
  const symbols: readonly (OpenHeading | DocumentSymbol)[] = [
    ...runbook.headings.map(
      (heading, index): OpenHeading => ({
        kind: "heading",
        name: heading.text || "(untitled)",
        depth: heading.depth,
        span: spanOf(heading.span.start, ends[index] ?? heading.span.end),
        selection: heading.span,
        children: [],
      }),
    ),
    ...runbook.steps.map(
      ({ name, language, block }): DocumentSymbol => ({
        kind: "step",
        name,
        detail: language,
        span: block.span,
        selection: block.infoSpan,
        children: [],
      }),
    ),
  ];
  const roots: DocumentSymbol[] = [];
  const open: OpenHeading[] = [];
  for (const symbol of symbols.toSorted((a, b) => a.span.start - b.span.start)) {
    if ("depth" in symbol) while ((open.at(-1)?.depth ?? 0) >= symbol.depth) open.pop();
    (open.at(-1)?.children ?? roots).push(symbol);
    if ("depth" in symbol) open.push(symbol);
  }
  return roots;
}

/** Each heading reaches to the next one that is not deeper. */
function headingEnds(headings: readonly Heading[], textEnd: number): readonly number[] {
  const ends = headings.map(() => textEnd);
  const open: number[] = [];
  headings.forEach((heading, index) => {
    for (
      let last = open.at(-1);
      last !== undefined && (headings[last]?.depth ?? 0) >= heading.depth;
      last = open.at(-1)
    ) {
      ends[last] = heading.span.start;
      open.pop();
    }
    open.push(index);
  });
  return ends;
}

/** A group reaches to the next one. */
function optionFileSymbols(file: OptionFile): readonly DocumentSymbol[] {
  const symbols: DocumentSymbol[] = [];
  let settings: DocumentSymbol[] = [];
  let end = file.text.length;
  for (const line of file.lines.toReversed()) {
    if (line.kind === "group") {
      const children = settings.reverse();
      symbols.push({
        kind: "group",
        name: line.name.value.trim() || "(no name)",
        span: spanOf(line.span.start, end),
        selection: line.name.span,
        children,
      });
      settings = [];
      end = line.span.start;
    } else if (line.kind === "setting") {
      const detail = line.value?.value;
      settings.push({
        kind: "setting",
        name: line.name.value || "(no name)",
        ...(detail ? { detail } : {}),
        span: line.span,
        selection: line.name.span,
        children: [],
      });
    }
  }
  return [...settings.reverse(), ...symbols.reverse()];
}

function inventorySymbols(inventory: Inventory): readonly DocumentSymbol[] {
  return inventory.clusters.map((cluster) => ({
    kind: "cluster",
    name: cluster.name,
    detail: cluster.version ? `${cluster.flavor} ${cluster.version}` : cluster.flavor,
    span: cluster.span,
    selection: headOf(cluster),
    children: cluster.nodes.map((node) => ({
      kind: "node",
      name: node.name,
      ...(node.role ? { detail: node.role } : {}),
      span: node.span,
      selection: headOf(node),
      children: [],
    })),
  }));
}

function headOf({ name, span }: { readonly name: string; readonly span: Span }): Span {
  return spanOf(span.start, Math.min(span.end, span.start + name.length));
}
