import type { Cluster, ClusterNode } from "../cluster/inventory-types.ts";
import type { Flavor, Version } from "../mysql/flavor.ts";
import type { IncludedFile } from "../option-file/include.ts";
import type { Reaction } from "../option-file/reaction.ts";
import type { OptionFile } from "../option-file/types.ts";
import type { Runbook } from "../runbook/types.ts";
import type { Range } from "../text/line-map.ts";
import type { Span } from "../text/span.ts";
import type { NodeFile } from "./nodes/topology.ts";

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
  /** What the server itself does about the place, where its log shows it. */
  readonly reaction?: Reaction;
  /** Places in other files that the finding is about too. */
  readonly related?: readonly RelatedPlace[];
}

export interface RelatedPlace {
  /** As the file was named to the one who asked. */
  readonly path: string;
  readonly span: Span;
  /** The same place in lines and characters. */
  readonly range: Range;
  readonly message: string;
}

/** What is known beside the text. Everything may be absent: a rule then says what holds everywhere, or nothing. */
export interface LintContext {
  readonly target?: Version;
  /** The flavor when the version is not known. */
  readonly flavor?: Flavor;
  readonly cluster?: Cluster;
  /** The node of `cluster` whose option file this is. */
  readonly node?: ClusterNode;
  /** The option files of the cluster's nodes, this one among them, by the nodes' names. */
  readonly nodes?: ReadonlyMap<string, NodeFile>;
  /** Permission bits of the file, such as 0o640; absent where files have none. */
  readonly mode?: number;
  /** The file with what it includes, as far as that may be read. */
  readonly included?: IncludedFile;
  /** What the workspace wants of the rules, by code or id; applied to the findings, not seen by the rules. */
  readonly rules?: RuleSettings;
}

export type RuleSettings = Readonly<Record<string, Severity | "off">>;

/** The versions that a rule is about, such as ">=8.0 <8.4" or "*"; a flavor that is not named is left out. */
export type AppliesTo = Readonly<Partial<Record<Flavor, string>>>;

interface RuleFacts {
  readonly code: string;
  /** = file name = page name = fixture folder. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** Every server when absent. */
  readonly appliesTo?: AppliesTo;
  readonly references: readonly string[];
}

/** What a rule yields; code, rule and severity come from the rule unless it says otherwise. */
export interface Report {
  readonly span: Span;
  readonly message: string;
  readonly severity?: Severity;
  readonly fixes?: readonly Fix[];
  readonly reaction?: Reaction;
}

export interface RunbookRule extends RuleFacts {
  readonly about: "runbook";
  /**
   * `section`: what it finds from one heading to the next depends on nothing outside but the front matter and the context. It
   * is then given each section as a runbook of its own, and only those that were edited. Not for a rule that looks at the names
   * or the order of steps, at variables, or at the text of the front matter. The whole runbook when absent.
   */
  readonly reach?: "section";
  check(runbook: Runbook, context: LintContext): Iterable<Report>;
}

export interface OptionFileRule extends RuleFacts {
  readonly about: "option-file";
  check(file: OptionFile, context: LintContext): Iterable<Report>;
}

export type Rule = RunbookRule | OptionFileRule;
