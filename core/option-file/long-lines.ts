import { atLeast, type Version } from "../mysql/flavor.ts";
import { type Span, spanOf } from "../text/span.ts";
import type { OptionFile } from "./types.ts";

/** Bytes that a server reads of a line at once; undefined where it reads lines of any length. */
function lineLimit(server: Version): number | undefined {
  return server.flavor === "mysql" && atLeast(server, 8) ? undefined : 4095;
}

/** The parts of lines that a server takes for a line of their own, because what stands before is as much as it reads at once. */
export function overflowing(file: OptionFile, server: Version): readonly Span[] {
  const limit = lineLimit(server);
  if (limit === undefined) return [];
  return file.lines.flatMap(({ kind, span }) => {
    // No character takes more than three bytes per unit of a string.
    if (kind === "blank" || (span.end - span.start) * 3 <= limit) return [];
    const text = file.text.slice(span.start, span.end).trimEnd();
    const at = unitsOf(text, limit);
    const rest = text.slice(at).trimStart();
    return rest === "" || /^[#;]/.test(rest) ? [] : [spanOf(span.start + at, span.start + text.length)];
  });
}

/** How many UTF-16 units of `text` the first `bytes` of its UTF-8 hold. */
function unitsOf(text: string, bytes: number): number {
  let left = bytes;
  let at = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    left -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (left < 0) return at;
    at += character.length;
  }
  return at;
}
