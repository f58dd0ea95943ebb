import type { Problem } from "../text/problem.ts";
import type { Span } from "../text/span.ts";

export type StepKind = "sql" | "shell" | "failover" | "ini" | "manual";
export type Risk = "reads" | "changes" | "destroys" | "unknown";

/** A value as written, with its place in the document. */
export interface Located<T> {
  readonly value: T;
  readonly span: Span;
}

export type InputType = "string" | "integer" | "number" | "boolean" | "datetime" | "node" | "secret";

export interface Input {
  readonly name: string;
  readonly type: InputType;
  /** For `node`: the live role that the node must have; the only such node is the default. */
  readonly role?: "source" | "replica";
  readonly prompt?: string;
  readonly pattern?: string;
  readonly default?: string;
  readonly span: Span;
}

/** All fields are optional in the file; durations are milliseconds. */
export interface FrontMatter {
  readonly title?: Located<string>;
  readonly cluster?: Located<string>;
  readonly strategy?: Located<string>;
  readonly rtoMs?: Located<number>;
  readonly rpoMs?: Located<number>;
  readonly owner?: Located<string>;
  readonly drill?: Located<string>;
  readonly flavor?: Located<string>;
  readonly version?: Located<string>;
  readonly inputs: readonly Input[];
  readonly span?: Span;
}

export interface Retry {
  readonly times: number;
  readonly pauseMs: number;
}

/** The attributes in braces after the language of a fence; every one may be absent. */
export interface Attributes {
  readonly name?: Located<string>;
  /** `source` `replica` `replicas` `all` `local`, a node's name, or `${input}`. */
  readonly on?: Located<string>;
  readonly database?: Located<string>;
  readonly timeoutMs?: Located<number>;
  readonly retry?: Located<Retry>;
  readonly needs?: readonly Located<string>[];
  readonly when?: Located<string>;
  /** `true` asks with a question made from the step; a text is the question. */
  readonly confirm?: Located<boolean | string>;
  readonly approve?: Located<number>;
  readonly risk?: Located<Risk>;
  readonly onFail?: Located<string>;
  /** A step that undoes this one, or `never`: from here on nothing can be undone. */
  readonly rollback?: Located<string>;
  readonly unknown: readonly { readonly key: string; readonly value: string; readonly span: Span }[];
}

export interface Expectation {
  /** CEL. */
  readonly expression: string;
  readonly span: Span;
}

export interface Until {
  readonly expression: string;
  readonly everyMs: number;
  readonly span: Span;
}

export interface Capture {
  readonly name: string;
  /** CEL; a bare column name is one too. */
  readonly expression: string;
  readonly span: Span;
}

/** One `${name}`, `${name.field}` or `${name:id}` in the code or the attributes of a step. */
export interface VariableUse {
  readonly name: string;
  /** `host`, `port` or `name` of a node variable. */
  readonly field?: string;
  readonly as: "literal" | "identifier" | "plain";
  readonly span: Span;
}

/** Where a step stands in the document. `code` is the block's content without container prefix, indentation or prompts. */
export interface Block {
  /** From the first character of the opening fence to the end of the closing fence's line (without its line ending). */
  readonly span: Span;
  readonly infoSpan: Span;
  readonly languageSpan: Span;
  readonly attributesSpan?: Span;
  /** The content lines as they stand, with prefixes and line endings; empty when there is none. */
  readonly contentSpan: Span;
  /** False when the document ends before the fence is closed. */
  readonly closed: boolean;
}

export interface Step {
  readonly kind: StepKind;
  /** 0-based position among the steps of the document. */
  readonly index: number;
  /** From `name=`, or from the nearest heading and a counter; unique in the document unless a finding says otherwise. */
  readonly name: string;
  readonly heading?: string;
  readonly language: string;
  readonly block: Block;
  readonly attributes: Attributes;
  /** What is run: prompts and expected output stripped, line endings LF. */
  readonly code: string;
  /** Offset in the document of each UTF-16 unit of `code`, and of its end: length is `code.length + 1`. */
  readonly codeOffsets: readonly number[];
  readonly expectations: readonly Expectation[];
  readonly until?: Until;
  readonly captures: readonly Capture[];
  readonly variables: readonly VariableUse[];
  /** Items of a `manual` step. */
  readonly items: readonly Located<string>[];
  /** Parse problems that keep the step from being run. */
  readonly problems: readonly Problem[];
}

/** A fence without a language: text, unless somebody says what it is. */
export interface UnlabelledBlock {
  readonly span: Span;
  /** Empty: where the language would stand. */
  readonly infoSpan: Span;
  /** Without container prefix and indentation; line endings LF. */
  readonly code: string;
}

export interface Heading {
  readonly depth: number;
  readonly text: string;
  readonly span: Span;
}

export interface Runbook {
  readonly text: string;
  readonly frontMatter: FrontMatter;
  readonly headings: readonly Heading[];
  readonly steps: readonly Step[];
  readonly unlabelled?: readonly UnlabelledBlock[];
  /** Problems of the document and of all its steps. */
  readonly problems: readonly Problem[];
  /** The document in pieces, each from a heading to another one; all of it behind the front matter. */
  readonly sections?: readonly RunbookSection[];
}

export interface RunbookSection {
  readonly start: number;
  /**
   * The section with the front matter of the whole document, the same object in every version of the document in which both
   * are the same. Offsets count in its text; steps have the names that are written, and no others.
   */
  readonly part: Runbook;
}
