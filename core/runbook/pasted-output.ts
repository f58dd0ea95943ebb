import { tokenizeSql } from "../mysql/sql/tokenize.ts";
import { withoutDocuments } from "../shell/comments.ts";
import { shellWords } from "../shell/words.ts";
import type { Problem } from "../text/problem.ts";
import type { Span } from "../text/span.ts";
import type { StepKind } from "./types.ts";

/** Lines that only a client prints: the frame of a table, the head of a row, and what it says at the end. */
const printed =
  /^[ \t]*(?:\+-[-+]*\+|\*{5,} \d+\. row \*{5,}|Query OK, \d+ rows? affected\b.*|\d+ rows? in set\b.*|Empty set \(.*|Rows matched: \d+ .*|ERROR \d{4} \([0-9A-Z]{5}\).*|Records: \d+ {2}Duplicates: .*)[ \t]*$/;
/** Lines that go on with it. */
const cells = /^[ \t]*\|.*\|[ \t]*$/;
const field = /^[ \t]*[A-Za-z_][\w ]*:(?: .*)?$/;

/** Output of a client that stands between commands without a prompt: it would be sent with them. Spans count in the code. */
function pastedOutput(code: string, kind: StepKind): readonly Span[] {
  if (
    (kind !== "sql" && kind !== "shell") ||
    !/^[ \t]*(?:\+-|\*{5}|Query OK|\d+ rows? in|Empty set|ERROR \d)/m.test(code)
  )
    return [];
  const text = kind === "shell" ? withoutDocuments(code) : code;
  const found: { start: number; end: number }[] = [];
  let at = 0;
  let more: "" | "cells" | "fields" = "";
  for (const line of text.split("\n")) {
    const end = at + line.length;
    const last = found.at(-1);
    const isPrinted = printed.test(line);
    const isMore =
      last?.end === at - 1 && ((more === "cells" && cells.test(line)) || (more === "fields" && field.test(line)));
    if (isMore && last) last.end = end;
    else if (isPrinted && (last?.end === at - 1 || !isQuoted(code, kind, at))) {
      if (last?.end === at - 1) last.end = end;
      else found.push({ start: at, end });
    }
    if (isPrinted) more = /^[ \t]*\+/.test(line) ? "cells" : /^[ \t]*\*/.test(line) ? "fields" : "";
    at = end + 1;
  }
  return found;
}

/** What keeps the step from being run. */
export function pastedOutputProblems(code: string, kind: StepKind): readonly Problem[] {
  const [span] = pastedOutput(code, kind);
  const message =
    "This is output of a client and would be sent to the server as a statement. Remove it, or put it into a `text` block.";
  return span ? [{ code: "pasted-output", message, span }] : [];
}

/** Whether a line begins within a string or a comment. */
function isQuoted(code: string, kind: StepKind, at: number): boolean {
  if (kind === "shell") return shellWords(withoutDocuments(code)).some(({ start, end }) => start < at && at < end);
  return tokenizeSql(code).some(
    ({ kind: token, start, end }) => start < at && at < end && ["string", "comment", "identifier"].includes(token),
  );
}
