import type { Span } from "./span.ts";

/** Something a parser could not make sense of. Parsers return these beside their tree and never throw. */
export interface Problem {
  readonly code: string;
  /** What is wrong, then what to do. */
  readonly message: string;
  readonly span: Span;
}
