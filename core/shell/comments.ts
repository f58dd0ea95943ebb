import type { Span } from "../text/span.ts";
import { heredocs } from "./commands.ts";
import { shellWords } from "./words.ts";

/** The comments of a script, from their `#` to the end of the line: not those in quotes, nor in the bodies of here-documents. */
export function shellComments(script: string): readonly Span[] {
  if (!script.includes("#")) return [];
  const code = withoutDocuments(script);
  const words = shellWords(code);
  const found: Span[] = [];
  let next = 0;
  for (const match of code.matchAll(/(?<=^|[\s;&|()])#[^\n]*/g)) {
    const start = match.index;
    while ((words[next]?.end ?? Number.POSITIVE_INFINITY) <= start) next++;
    // A word that has begun before is a quote that goes on here.
    if ((words[next]?.start ?? Number.POSITIVE_INFINITY) > start) found.push({ start, end: start + match[0].length });
  }
  return found;
}

/** The script with the bodies of its here-documents blank, at the same offsets. */
export function withoutDocuments(script: string): string {
  let code = script;
  for (const { body } of heredocs(script))
    code = code.slice(0, body.start) + script.slice(body.start, body.end).replace(/[^\n]/g, " ") + code.slice(body.end);
  return code;
}
