import { placeInDocument } from "../../lint/lint-option-file.ts";
import type { LintContext } from "../../lint/rule.ts";
import { runbookTarget } from "../../lint/runbook-target.ts";
import { targetsOf } from "../../lint/targets.ts";
import type { Version } from "../../mysql/flavor.ts";
import { groupEvidence, readsGroup } from "../../option-file/groups.ts";
import { parseOptionFile } from "../../option-file/parse.ts";
import { looksLikeOptionFile } from "../../option-file/recognise.ts";
import type { Group, Line, OptionFile } from "../../option-file/types.ts";
import type { Runbook, Step } from "../../runbook/types.ts";
import type { Span } from "../../text/span.ts";
import type { Analysis } from "../analyse.ts";

/** An option file, or a fragment of one in a runbook, with the servers it is for. */
export interface OptionPart {
  readonly file: OptionFile;
  readonly isFragment: boolean;
  /** The target when it is known, else every current version that it may be for. */
  readonly targets: readonly Version[];
  /** From a span in `file` to one in the document. */
  place(span: Span): Span;
}

export interface OptionPlace {
  readonly part: OptionPart;
  /** In `part.file`. */
  readonly offset: number;
}

/** What of a document is read as options. Fragments of other programs are left out. */
export function optionParts(analysis: Analysis, context: LintContext): readonly OptionPart[] {
  if (analysis.kind === "option-file") return [wholeFile(analysis.file, context)];
  if (analysis.kind !== "runbook") return [];
  return analysis.runbook.steps.flatMap((step) => fragment(step, analysis.runbook, context) ?? []);
}

export function optionPlaceAt(analysis: Analysis, offset: number, context: LintContext): OptionPlace | undefined {
  if (analysis.kind === "option-file") return { part: wholeFile(analysis.file, context), offset };
  if (analysis.kind !== "runbook") return undefined;
  for (const step of analysis.runbook.steps) {
    const inCode = offsetInCode(step, offset);
    const part = inCode === undefined ? undefined : fragment(step, analysis.runbook, context);
    if (part && inCode !== undefined) return { part, offset: inCode };
  }
  return undefined;
}

function wholeFile(file: OptionFile, context: LintContext): OptionPart {
  return { file, isFragment: false, targets: targetsOf(context), place: (span) => span };
}

function fragment(step: Step, runbook: Runbook, context: LintContext): OptionPart | undefined {
  if (step.kind !== "ini") return undefined;
  const file = parseOptionFile(step.code);
  const isForeign = file.lines.some((line) => line.kind === "group" && groupEvidence(line.name.value) === "none");
  if (isForeign && !looksLikeOptionFile(file)) return undefined;
  const { flavor, version } = runbookTarget(runbook.frontMatter, context);
  const own = { ...context, ...(flavor ? { flavor } : {}), ...(version ? { target: version } : {}) };
  return { file, isFragment: true, targets: targetsOf(own), place: (span) => placeInDocument(span, step) };
}

/** Undefined outside the code. An offset in the prefix of a line counts as its beginning. */
function offsetInCode({ code, codeOffsets, block }: Step, offset: number): number | undefined {
  const end = codeOffsets[code.length] ?? 0;
  if (offset < block.contentSpan.start || offset > end) return undefined;
  const at = codeOffsets.findLastIndex((known) => known <= offset);
  if (at < 0) return 0;
  return code[at] === "\n" && offset > (codeOffsets[at] ?? 0) ? at + 1 : at;
}

/** The line that an offset is in; the end of the text belongs to the last line unless that ends with a line feed. */
export function lineAt(file: OptionFile, offset: number): Line | undefined {
  const found = file.lines.find((line) => line.span.start <= offset && offset < line.span.end);
  return found ?? (file.text.endsWith("\n") ? undefined : file.lines.at(-1));
}

/** The group that a line at `offset` belongs to. */
export function groupAt(file: OptionFile, offset: number): Group | undefined {
  return file.lines.findLast((line): line is Group => line.kind === "group" && line.span.end <= offset);
}

/** The targets that read a group; settings before any group are taken for those of [mysqld]. */
export function readersOf(part: OptionPart, group: Group | undefined): readonly Version[] {
  return group ? part.targets.filter((target) => readsGroup(group.name.value, target)) : part.targets;
}
