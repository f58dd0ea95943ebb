import type { Version } from "../../mysql/flavor.ts";
import { inRange } from "../../mysql/version-range.ts";
import type { OptionFile } from "../../option-file/types.ts";
import type { AppliesTo, LintContext, OptionFileRule, Report, Severity } from "../rule.ts";
import { likelyTargets } from "./likely-targets.ts";
import { IN_ANOTHER_FILE, ServerView } from "./server-view.ts";

/** A rule on what one server ends up with. */
export interface RecoveryRule extends Omit<OptionFileRule, "about" | "check"> {
  readonly appliesTo: AppliesTo;
  check(view: ServerView): Iterable<Report>;
}

/** Makes it a rule on files: of several servers that a file may be meant for, each must have the finding. */
export function recoveryRule(rule: RecoveryRule): OptionFileRule {
  return { ...rule, about: "option-file", check: (file, context) => findings(rule, file, context) };
}

function findings(rule: RecoveryRule, file: OptionFile, context: LintContext): readonly Report[] {
  const [first, ...others] = likelyTargets(file, context);
  if (!first) return [];
  let reports = reportsFor(rule, file, first, context);
  for (const target of others) {
    if (reports.length === 0) return [];
    const again = new Map(reportsFor(rule, file, target, context).map((report) => [placeOf(report), report]));
    reports = reports.flatMap((report) => {
      const same = again.get(placeOf(report));
      return same ? [common(report, same)] : [];
    });
  }
  return reports;
}

function placeOf({ span }: Report): string {
  return `${span.start} ${span.end}`;
}

function reportsFor(rule: RecoveryRule, file: OptionFile, server: Version, context: LintContext): readonly Report[] {
  const range = rule.appliesTo[server.flavor];
  if (range === undefined || !inRange(server, range)) return [];
  const view = ServerView.of(file, server, context);
  if (view.isEmpty) return [];
  const reports = [...rule.check(view)].filter((report) => report !== IN_ANOTHER_FILE);
  return reports.map((report) => ({ severity: rule.severity, ...report }));
}

const MILDEST: readonly Severity[] = ["information", "warning", "error"];

/** The milder severity, and fixes only where they are the same for both. */
function common(one: Report, other: Report): Report {
  const severity = MILDEST.find((level) => level === one.severity || level === other.severity);
  const fixes = JSON.stringify(one.fixes) === JSON.stringify(other.fixes) ? one.fixes : [];
  return { ...one, ...(severity ? { severity } : {}), fixes: fixes ?? [] };
}
