/** What the servers do when they meet a line that the parser has a problem with. */
export type ParseReaction = "refuses" | "ignores";

export const PARSE_PROBLEMS = {
  "option-before-group": "refuses",
  "group-not-closed": "refuses",
  "byte-order-mark": "refuses",
  "include-without-path": "refuses",
  "unknown-directive": "ignores",
  "cr-line-endings": "ignores",
} as const satisfies Record<string, ParseReaction>;

export type ParseProblemCode = keyof typeof PARSE_PROBLEMS;

export function parseReaction(code: string): ParseReaction {
  return code in PARSE_PROBLEMS ? PARSE_PROBLEMS[code as ParseProblemCode] : "refuses";
}
