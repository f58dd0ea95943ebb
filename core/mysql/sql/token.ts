/**
 * `word` is a keyword or a bare identifier, `identifier` a backquoted one, `variable` our own `${…}`, `command` a client
 * command like `\G`, `delimiter` the terminator in force. `version-open` is `/*!80000` or `/*M!100100`: what stands between it
 * and its `version-close` is code, not comment.
 */
export type SqlTokenKind =
  | "space"
  | "comment"
  | "version-open"
  | "version-close"
  | "string"
  | "identifier"
  | "word"
  | "number"
  | "user-variable"
  | "system-variable"
  | "variable"
  | "command"
  | "delimiter"
  | "symbol";

export interface SqlToken {
  readonly kind: SqlTokenKind;
  readonly text: string;
  /** Offsets in the text that was read. */
  readonly start: number;
  readonly end: number;
  /** False for a string, quoted name, comment or `${` that the text ends in the middle of. */
  readonly closed: boolean;
}

export interface SqlOptions {
  /** The sql_mode has NO_BACKSLASH_ESCAPES: a backslash in a string is a character like any other. Default false. */
  readonly noBackslashEscapes?: boolean;
  /** The sql_mode has ANSI_QUOTES: double quotes stand around a name, in which a backslash is a character like any other. Default false. */
  readonly ansiQuotes?: boolean;
}

/** Whether a token takes part in the meaning of a statement. */
export function isSignificant(token: SqlToken): boolean {
  return (
    token.kind !== "space" &&
    token.kind !== "comment" &&
    token.kind !== "version-open" &&
    token.kind !== "version-close"
  );
}
