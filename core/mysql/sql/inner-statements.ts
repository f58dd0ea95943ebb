import type { SqlToken } from "./token.ts";

/** Words of a stored program that a statement follows. */
const openers = new Set([
  "BEGIN",
  "THEN",
  "ELSE",
  "DO",
  "LOOP",
  "REPEAT",
  "ATOMIC",
  "SQLEXCEPTION",
  "SQLWARNING",
  "FOUND",
]);
const programs = new Set(["PROCEDURE", "EVENT", "FUNCTION", "TRIGGER"]);
/** What a routine says of itself before its body. */
const traits = new Set(["DETERMINISTIC", "INVOKER", "DEFINER", "SQL", "DATA", "ROW"]);

/**
 * Where statements begin: the indexes of their first tokens, those inside stored programs among them. `tokens` are the
 * significant ones of one statement, or of a part of a stored program between two semicolons.
 */
export function statementStarts(tokens: readonly SqlToken[]): readonly number[] {
  const words = tokens.map(({ kind, text }) => (kind === "word" ? text.toUpperCase() : text));
  const isProgram = /^(?:CREATE|ALTER)$/.test(words[0] ?? "") && words.slice(1, 12).some((word) => programs.has(word));
  let depth = 0;
  return words.flatMap((word, index) => {
    const before = words[index - 1] ?? "";
    if (before === "(") depth++;
    if (before === ")") depth--;
    if (tokens[index]?.kind !== "word" || depth > 0) return [];
    const opened = index === 0 || tokens[index - 1]?.kind === "delimiter" || openers.has(before) || before === ":";
    const isBody = isProgram && (before === ")" || traits.has(before) || tokens[index - 1]?.kind === "string");
    return (opened || isBody) && !openers.has(word) ? [index] : [];
  });
}
