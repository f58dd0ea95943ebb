import type { Runbook } from "../runbook/types.ts";
import type { Finding, LintContext } from "./rule.ts";
import { runbookRules } from "./runbook-rules.ts";
import { withoutSuppressed } from "./suppress.ts";

/** What is wrong with a runbook and not silenced in it, in the order of the text. Its option-file fragments are checked by `lintFragments`. */
export function lintRunbook(runbook: Runbook, context: LintContext): readonly Finding[] {
  const findings = runbookRules.flatMap((rule) =>
    [...rule.check(runbook, context)].map(
      ({ span, message, severity, fixes, places }): Finding => ({
        code: rule.code,
        rule: rule.id,
        severity: severity ?? rule.severity,
        message,
        span,
        fixes: fixes ?? [],
        ...(places ? { places } : {}),
      }),
    ),
  );
  return withoutSuppressed(findings, runbook).toSorted(
    (a, b) => a.span.start - b.span.start || a.span.end - b.span.end,
  );
}
