import type { Span } from "../text/span.ts";

/** What the editor features of one document give; spans are in the text of that document. */

export interface CompletionItem {
  readonly label: string;
  readonly kind:
    | "group"
    | "setting"
    | "value"
    | "keyword"
    | "file"
    | "variable"
    | "step"
    | "node"
    | "column"
    | "function"
    | "snippet";
  /** One line beside the label. */
  readonly detail?: string;
  /** Markdown. */
  readonly documentation?: string;
  /** What to write over `span`. */
  readonly newText: string;
  readonly span: Span;
  /** Items are shown in the order of this text. */
  readonly sortText: string;
  readonly deprecated?: boolean;
  /** What `documentation` can be had for when the item is looked at. */
  readonly about?: string;
  /** The same as `newText` with tab stops, for editors that have them. */
  readonly snippet?: string;
}

export interface Hover {
  readonly markdown: string;
  readonly span: Span;
}

/** From the line of `start` to the line of `end`. */
export interface FoldingRange {
  readonly kind: "region" | "comment";
  readonly span: Span;
}

export interface DocumentLink {
  readonly span: Span;
  /** Absolute path of an existing file. */
  readonly target: string;
  readonly tooltip?: string;
}

/** A place in another document, or in the same. */
export interface Location {
  /** Absolute path. */
  readonly path: string;
  readonly span: Span;
}

/** Spans from the innermost to the whole document, each inside the next. */
export type SelectionRange = readonly Span[];
