import { parseOptionFile } from "../option-file/parse.ts";
import { looksLikeOptionFile } from "../option-file/recognise.ts";
import type { OptionFile } from "../option-file/types.ts";
import type { Runbook, Step } from "../runbook/types.ts";
import type { Span } from "../text/span.ts";
import { FindingMemory } from "./finding-memory.ts";
import { linePrefix } from "./fragment-lines.ts";
import { reactionRules } from "./reaction-rules.ts";
import { recoveryRules } from "./recovery-rules.ts";
import type { Finding, LintContext, OptionFileRule } from "./rule.ts";
import { unreadInclude } from "./rules/unread-include.ts";
import { runbookTarget } from "./runbook-target.ts";
import { SectionFindings } from "./section-findings.ts";

export const optionFileRules: readonly OptionFileRule[] = [...reactionRules, unreadInclude, ...recoveryRules];

/** What is wrong with an option file, in the order of the text. */
export function lintOptionFile(file: OptionFile, context: LintContext): readonly Finding[] {
  const findings = optionFileRules.flatMap((rule) =>
    [...rule.check(file, context)].map(
      ({ span, message, severity, fixes, reaction }): Finding => ({
        code: rule.code,
        rule: rule.id,
        severity: severity ?? rule.severity,
        message,
        span,
        fixes: fixes ?? [],
        ...(reaction ? { reaction } : {}),
      }),
    ),
  );
  return findings.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

/** What is wrong in the option-file fragments of a runbook, placed in the runbook. Fragments of other programs are left alone. */
export function lintFragments(runbook: Runbook, context: LintContext): readonly Finding[] {
  return fragmentFindings.of(runbook, context);
}

/** Of the latest fragments: an edit elsewhere in its section changes nothing in one. */
const findingsByText = new FindingMemory();

const fragmentFindings = new SectionFindings(({ steps, frontMatter, text }, context) => {
  const { flavor, version } = runbookTarget(frontMatter, context);
  const own = { ...context, ...(flavor ? { flavor } : {}), ...(version ? { target: version } : {}) };
  return steps.flatMap((step) => (step.kind === "ini" ? lintFragment(step, text, own) : []));
});

function lintFragment(step: Step, documentText: string, context: LintContext): readonly Finding[] {
  const parsed = parseOptionFile(step.code);
  if (!looksLikeOptionFile(parsed)) return [];
  // A fragment may leave out the group: it is meant for [mysqld] then.
  const file = { ...parsed, problems: parsed.problems.filter((problem) => problem.code !== "option-before-group") };
  const prefix = linePrefix(documentText, step);
  const place = (span: Span): Span => placeInDocument(span, step);
  return findingsByText
    .of(step.code, context, () => lintOptionFile(file, context))
    .map((finding) => ({
      ...finding,
      span: place(finding.span),
      fixes: finding.fixes.map((fix) => ({
        ...fix,
        edits: fix.edits.map(({ span, newText }) => ({
          span: place(span),
          newText: newText.replaceAll("\n", `\n${prefix}`),
        })),
      })),
    }));
}

/** A part of a line ends after its last character; whole lines end where the next one's content starts, so that each keeps one prefix. */
export function placeInDocument(span: Span, { code, codeOffsets }: Step): Span {
  const start = codeOffsets[span.start] ?? 0;
  const last = codeOffsets[span.end - 1];
  const wholeLines = span.end === span.start || code[span.end - 1] === "\n" || last === undefined;
  return { start, end: wholeLines ? (codeOffsets[span.end] ?? start) : last + 1 };
}
