import type { Cluster } from "../cluster/inventory-types.ts";
import type { Flavor, Version } from "../mysql/flavor.ts";
import type { OptionFile } from "../option-file/types.ts";
import type { Runbook } from "../runbook/types.ts";
import type { Span } from "../text/span.ts";

export type Severity = "error" | "warning" | "information";

export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

export interface Fix {
  readonly title: string;
  /** `safe` edits keep the meaning; `unsafe` ones need a look. */
  readonly safety: "safe" | "unsafe";
  readonly edits: readonly TextEdit[];
}

export interface Finding {
  /** Permanent: `CNF…` for option files, `RBK…` for runbooks. Never reused. */
  readonly code: string;
  readonly rule: string;
  readonly severity: Severity;
  /** What is wrong, then what to do. */
  readonly message: string;
  readonly span: Span;
  readonly fixes: readonly Fix[];
}

/** What is known beside the text. Everything may be absent: a rule then says what holds everywhere, or nothing. */
export interface LintContext {
  readonly target?: Version;
  /** The flavor when the version is not known. */
  readonly flavor?: Flavor;
  readonly cluster?: Cluster;
}

interface RuleFacts {
  readonly code: string;
  /** = file name = page name = fixture folder. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly references: readonly string[];
}

/** What a rule yields; code, rule and severity come from the rule unless it says otherwise. */
export interface Report {
  readonly span: Span;
  readonly message: string;
  readonly severity?: Severity;
  readonly fixes?: readonly Fix[];
}

export interface RunbookRule extends RuleFacts {
  readonly about: "runbook";
  check(runbook: Runbook, context: LintContext): Iterable<Report>;
}

export interface OptionFileRule extends RuleFacts {
  readonly about: "option-file";
  check(file: OptionFile, context: LintContext): Iterable<Report>;
}

export type Rule = RunbookRule | OptionFileRule;
