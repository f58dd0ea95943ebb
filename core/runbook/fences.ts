import type { Code, Root, RootContent } from "mdast";
import { remark } from "remark";
import type { Plugin } from "unified";
import type { Span } from "../text/span.ts";
import { endsOpen, type Reading } from "./sections.ts";
import type { Heading } from "./types.ts";

/** One content line of a fence as the block shows it: without container prefix and the fence's own indentation. */
export interface FenceLine {
  /** Offset of its first character in the document. */
  readonly start: number;
  /** Offset where the line ends, before the line ending. */
  readonly end: number;
  /** Columns that remain of a tab of which the prefix took a part; they stand before the text as spaces. */
  readonly padding: number;
}

export interface Fence {
  readonly span: Span;
  /** What stands behind the marks of the opening fence, trimmed. */
  readonly infoSpan: Span;
  readonly contentSpan: Span;
  readonly closed: boolean;
  readonly lines: readonly FenceLine[];
}

export interface Outline {
  readonly headings: readonly Heading[];
  readonly fences: readonly Fence[];
}

interface Token {
  readonly start: { readonly offset: number };
  readonly end: { readonly offset: number };
}

interface Tokens {
  readonly fences: Token[];
  readonly values: { readonly start: number; readonly end: number; readonly padding: number }[];
}

/** The compiler of mdast, as far as its token handlers need it. */
interface Compiler {
  readonly stack: { readonly type: string; data?: { tokens?: Tokens } }[];
  readonly config: { readonly enter: Readonly<Record<string, (this: Compiler, token: Token) => void>> };
  sliceSerialize(token: Token): string;
}

/** mdast gives the text of a block but not where each of its lines begins; the tokens it is made from do. */
const keepTokens: Plugin<[], string, Root> = function () {
  const data = this.data() as { fromMarkdownExtensions?: unknown[] };
  data.fromMarkdownExtensions = [
    ...(data.fromMarkdownExtensions ?? []),
    {
      enter: {
        codeFencedFence(this: Compiler, token: Token) {
          tokensOf(this)?.fences.push(token);
        },
        codeFlowValue(this: Compiler, token: Token) {
          const { start, end } = token;
          const padding = this.sliceSerialize(token).length - (end.offset - start.offset);
          tokensOf(this)?.values.push({ start: start.offset, end: end.offset, padding: Math.max(0, padding) });
          this.config.enter["data"]?.call(this, token);
        },
      },
    },
  ];
};

const parser = remark().use(keepTokens);

function tokensOf(compiler: Compiler): Tokens | undefined {
  const node = compiler.stack.findLast((entry) => entry.type === "code");
  if (!node) return undefined;
  node.data ??= {};
  node.data.tokens ??= { fences: [], values: [] };
  return node.data.tokens;
}

/** Headings and fences of a piece of a document that begins at a heading or with the document; offsets count in the piece. */
export interface ChunkOutline extends Outline, Reading {}

/** By a parser of all of Markdown. */
export function parseOutline(chunk: string): ChunkOutline {
  const headings: Heading[] = [];
  const fences: Fence[] = [];
  const root = parser.parse(chunk);
  const visit = (node: Root | RootContent): void => {
    if (node.type === "code") {
      const fence = toFence(chunk, node);
      if (fence) fences.push(fence);
    } else if (node.type === "heading") {
      const span = { start: node.position?.start.offset ?? 0, end: node.position?.end.offset ?? 0 };
      headings.push({ depth: node.depth, text: plainText(node), span });
    } else if ("children" in node && node.type !== "paragraph" && node.type !== "table") {
      for (const child of node.children) visit(child);
    }
  };
  visit(root);
  return { text: chunk, headings, fences, endsOpen: endsOpen(root, chunk) };
}

function plainText(node: Root | RootContent): string {
  if ("children" in node) return node.children.map(plainText).join("");
  return "value" in node && node.type !== "html" ? node.value : "";
}

function toFence(text: string, node: Code): Fence | undefined {
  const { fences, values } = (node.data as { tokens?: Tokens } | undefined)?.tokens ?? { fences: [], values: [] };
  const [opening, closing] = fences;
  // Indented code has no fence.
  if (!opening) return undefined;
  const start = opening.start.offset;
  const openingEnd = endOfLine(text, start);
  const marks = /^(?:`+|~+)[ \t]*/.exec(text.slice(start, openingEnd))?.[0].length ?? 0;
  const info = text.slice(start + marks, openingEnd).trimEnd();
  const infoSpan = { start: start + marks, end: start + marks + info.length };
  const contentStart = skipLineEnding(text, openingEnd);
  const closingStart = closing?.start.offset;
  const nodeEnd = node.position?.end.offset ?? 0;
  const contentEnd = Math.max(
    contentStart,
    closingStart === undefined ? endOfContent(text, nodeEnd) : startOfLine(text, closingStart),
  );
  const end =
    closingStart === undefined ? Math.max(openingEnd, trimLineEnding(text, contentEnd)) : endOfLine(text, closingStart);
  return {
    span: { start, end },
    infoSpan,
    contentSpan: { start: contentStart, end: contentEnd },
    closed: closing !== undefined,
    lines: toLines(text, contentStart, contentEnd, values),
  };
}

function toLines(text: string, start: number, end: number, values: Tokens["values"]): readonly FenceLine[] {
  const lines: FenceLine[] = [];
  let next = 0;
  for (let at = start; at < end; ) {
    const lineEnd = Math.min(endOfLine(text, at), end);
    const value = values[next];
    if (value && value.start <= lineEnd) {
      lines.push({ start: value.start, end: value.end, padding: value.padding });
      next++;
    } else {
      lines.push({ start: lineEnd, end: lineEnd, padding: 0 });
    }
    at = skipLineEnding(text, lineEnd);
  }
  return lines;
}

function endOfContent(text: string, nodeEnd: number): number {
  const before = text[nodeEnd - 1];
  return before === "\n" || before === "\r" ? nodeEnd : skipLineEnding(text, endOfLine(text, nodeEnd));
}

export function endOfLine(text: string, at: number): number {
  let end = at;
  while (end < text.length && text[end] !== "\n" && text[end] !== "\r") end++;
  return end;
}

export function startOfLine(text: string, at: number): number {
  let start = at;
  while (start > 0 && text[start - 1] !== "\n" && text[start - 1] !== "\r") start--;
  return start;
}

export function skipLineEnding(text: string, at: number): number {
  if (text[at] === "\r" && text[at + 1] === "\n") return at + 2;
  return text[at] === "\n" || text[at] === "\r" ? at + 1 : at;
}

function trimLineEnding(text: string, at: number): number {
  if (text[at - 1] === "\n") return text[at - 2] === "\r" ? at - 2 : at - 1;
  return text[at - 1] === "\r" ? at - 1 : at;
}
