import type { TextEdit } from "../../lint/rule.ts";
import { tokenizeSql } from "../../mysql/sql/tokenize.ts";
import type { Runbook, Step } from "../../runbook/types.ts";
import { type Span, spanOf } from "../../text/span.ts";

/** Takes spaces away from the ends of lines, in the SQL and failover blocks that a range touches, and nowhere inside a value. */
export function formatBlocks({ steps, text }: Runbook, range: Span): readonly TextEdit[] {
  return steps
    .filter(({ block }) => block.span.start <= range.end && range.start <= block.span.end)
    .flatMap((step) => trailing(step).flatMap(({ start, end }) => edit(text, step, start, end)));
}

function edit(text: string, { codeOffsets }: Step, start: number, end: number): readonly TextEdit[] {
  const span = spanOf(codeOffsets[start] ?? 0, (codeOffsets[end - 1] ?? 0) + 1);
  // Where a tab is only in part of the code, offsets do not tell what would be removed.
  return /^[ \t]+$/.test(text.slice(span.start, span.end)) && span.end - span.start === end - start
    ? [{ span, newText: "" }]
    : [];
}

/** In the code. */
function trailing({ kind, code }: Step): readonly Span[] {
  if (kind === "sql") {
    return tokenizeSql(code).flatMap((token) => {
      const isComment = token.kind === "comment" && !token.text.startsWith("/*");
      if (token.kind !== "space" && !isComment) return [];
      return [...token.text.matchAll(isComment || token.end === code.length ? /[ \t]+(?=\n|$)/g : /[ \t]+(?=\n)/g)].map(
        (match) => spanOf(token.start + match.index, token.start + match.index + match[0].length),
      );
    });
  }
  if (kind !== "failover" || /[|>][-+\d]*[ \t]*$|["'][^"']*\n/m.test(code)) return [];
  return [...code.matchAll(/[ \t]+$/gm)].map((match) => spanOf(match.index, match.index + match[0].length));
}
