import type { Span } from "../text/span.ts";
import { shellCommands } from "./commands.ts";
import { shellWords } from "./words.ts";

/**
 * What to write where, so that a shell puts the variable into the place of `span`; undefined where it does not look: inside
 * single quotes, and in a here-document whose end is quoted. Quotes around nothing but the value give way with it.
 */
export function putVariable(
  script: string,
  span: Span,
  name: string,
): { readonly part: Span; readonly newText: string } | undefined {
  const heredoc = shellCommands(script).find(({ heredoc: body }) => body && contains(body, span))?.heredoc;
  if (heredoc) {
    const opening = script.slice(script.lastIndexOf("\n", heredoc.start - 2) + 1, heredoc.start);
    return /<<-?\s*[\\'"]/.test(opening) ? undefined : { part: span, newText: bare(script, span, name) };
  }
  return within(script, span, name, 0);
}

function within(script: string, span: Span, name: string, shift: number): ReturnType<typeof putVariable> {
  const inner = { start: span.start - shift, end: span.end - shift };
  const quote = shellWords(script)
    .flatMap(({ quoted }) => quoted)
    .find((each) => each.start < inner.start && inner.end < each.end);
  if (!quote) return { part: span, newText: `"$${name}"` };
  const isWhole = quote.start === inner.start - 1 && quote.end === inner.end + 1;
  if (script[quote.start] === "(")
    return within(script.slice(quote.start + 1, quote.end - 1), span, name, shift + quote.start + 1);
  if (isWhole) return { part: { start: span.start - 1, end: span.end + 1 }, newText: `"$${name}"` };
  return script[quote.start] === '"' ? { part: span, newText: bare(script, inner, name) } : undefined;
}

function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Where quotes stand around it already. */
function bare(script: string, { end }: Span, name: string): string {
  return /\w/.test(script[end] ?? "") ? `\${${name}}` : `$${name}`;
}
