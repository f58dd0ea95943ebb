import type { Problem } from "../text/problem.ts";
import type { Span } from "../text/span.ts";
import { contentLines } from "./content-lines.ts";
import type { Fence } from "./fences.ts";
import { isShellSession, readShellSession } from "./shell-session.ts";
import { isSqlSession, readSqlSession } from "./sql-session.ts";
import type { StepKind } from "./types.ts";

/** One line of what will run: its text and where that text begins in the document. */
export interface CodeLine {
  readonly text: string;
  readonly start: number;
  /** Spaces at the start of `text` that stand for a part of a tab. */
  readonly padding: number;
}

export interface SessionReading {
  readonly lines: readonly CodeLine[];
  readonly problems: readonly Problem[];
}

export interface StepCode {
  readonly code: string;
  readonly codeOffsets: readonly number[];
  readonly problems: readonly Problem[];
}

/** The code of a step: content without prefixes and, where it is the record of a session, without prompts and output. */
export function readCode(text: string, fence: Fence, kind: StepKind, language: string): StepCode {
  const lines = contentLines(text, fence);
  const session = readSession(lines, kind, language);
  return { ...joinLines(session.lines, fence.contentSpan.start), problems: session.problems };
}

function readSession(lines: readonly CodeLine[], kind: StepKind, language: string): SessionReading {
  if (kind === "sql" && isSqlSession(lines)) return readSqlSession(lines);
  if (kind === "shell" && isShellSession(lines, language)) return readShellSession(lines);
  return { lines, problems: [] };
}

function joinLines(
  lines: readonly CodeLine[],
  fallback: number,
): { readonly code: string; readonly codeOffsets: readonly number[] } {
  const codeOffsets: number[] = [];
  let end = fallback;
  for (const [index, line] of lines.entries()) {
    if (index > 0) codeOffsets.push(end);
    for (let i = 0; i < line.text.length; i++) codeOffsets.push(line.start + Math.max(0, i - line.padding));
    end = lineSpan(line).end;
  }
  codeOffsets.push(end);
  return { code: lines.map((line) => line.text).join("\n"), codeOffsets };
}

/** Place of a line's text in the document. */
export function lineSpan(line: CodeLine): Span {
  return { start: line.start, end: line.start + line.text.length - line.padding };
}

/** The line without its first units. */
export function dropStart(line: CodeLine, count: number): CodeLine {
  return {
    text: line.text.slice(count),
    start: line.start + Math.max(0, count - line.padding),
    padding: Math.max(0, line.padding - count),
  };
}
