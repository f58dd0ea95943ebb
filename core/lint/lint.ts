import type { Runbook } from "../runbook/types.ts";
import type { Finding, LintContext, RunbookRule } from "./rule.ts";
import { runbookRules } from "./runbook-rules.ts";
import { SectionFindings } from "./section-findings.ts";
import { withoutSuppressed } from "./suppress.ts";

const sectionRules = runbookRules.filter(({ reach }) => reach === "section");
const wholeRules = runbookRules.filter(({ reach }) => reach === undefined);
const sectionFindings = new SectionFindings((part, context) => checkRules(sectionRules, part, context));

/** What is wrong with a runbook and not silenced in it, in the order of the text. Its option-file fragments are checked by `lintFragments`. */
export function lintRunbook(runbook: Runbook, context: LintContext): readonly Finding[] {
  const findings = [...sectionFindings.of(runbook, context), ...checkRules(wholeRules, runbook, context)];
  return withoutSuppressed(findings, runbook).toSorted(
    (a, b) =>
      a.span.start - b.span.start || a.span.end - b.span.end || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0),
  );
}

/** In the order of the rules. */
function checkRules(rules: readonly RunbookRule[], runbook: Runbook, context: LintContext): readonly Finding[] {
  return rules.flatMap((rule) =>
    [...rule.check(runbook, context)].map(
      ({ span, message, severity, fixes }): Finding => ({
        code: rule.code,
        rule: rule.id,
        severity: severity ?? rule.severity,
        message,
        span,
        fixes: fixes ?? [],
      }),
    ),
  );
}
