import type { Located } from "../runbook/types.ts";
import type { Problem } from "../text/problem.ts";
import type { Span } from "../text/span.ts";

/** One line `name`, `name=value` of an option file. */
export interface Setting {
  readonly kind: "setting";
  /** As written. */
  readonly name: Located<string>;
  /** Lower case, `-` as `_`, with `loose_`, `skip_`, `disable_`, `enable_` and `maximum_` prefixes still in place. */
  readonly key: string;
  /** Unquoted and unescaped as the servers read it; absent when there is no `=`. */
  readonly value?: Located<string>;
  readonly group?: Group;
  readonly span: Span;
}

export interface Group {
  readonly kind: "group";
  readonly name: Located<string>;
  readonly span: Span;
}

export interface Include {
  readonly kind: "include" | "includedir";
  readonly path: Located<string>;
  readonly span: Span;
}

export interface Comment {
  readonly kind: "comment" | "blank";
  readonly span: Span;
}

export type Line = Setting | Group | Include | Comment;

/** Lossless: the spans of `lines` (line endings included) follow each other and cover the whole text. */
export interface OptionFile {
  readonly text: string;
  readonly lines: readonly Line[];
  readonly problems: readonly Problem[];
}
