import { parsePeriod } from "../../runbook/duration.ts";
import { isOurs } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

const DAY_MS = 86_400_000;
const NOT_WANTED = /^(?:never|none|no|false|off)$/i;

export const overdueDrill: RunbookRule = {
  about: "runbook",
  code: "RBK073",
  id: "overdue-drill",
  title: "A runbook was drilled as often as it asks for",
  severity: "warning",
  references: [],
  *check(runbook, { history, now }) {
    const { drill } = runbook.frontMatter;
    if (!drill || NOT_WANTED.test(drill.value)) return;
    const { span } = drill;
    const period = parsePeriod(drill.value);
    if (period === undefined) {
      if (isOurs(runbook))
        yield {
          span,
          message: `\`${drill.value}\` is no period, so nobody is told when a drill is overdue. Write \`weekly\`, \`monthly\`, \`quarterly\`, \`half-yearly\`, \`yearly\`, or days such as \`90d\`.`,
        };
      return;
    }
    if (!history || now === undefined) return;
    const { drilled, knownSince, unverified = 0 } = history;
    const age = drilled ? now - Date.parse(drilled.at) : Number.POSITIVE_INFINITY;
    if (age <= period) return;
    // One that is older than all that was looked at would still be in time.
    if (!drilled && knownSince !== undefined && now - Date.parse(knownSince) < period) return;
    const last = drilled
      ? `last drilled on ${drilled.at.slice(0, 10)}, ${days(age)} ago`
      : knownSince === undefined
        ? "never drilled"
        : `not drilled since ${knownSince.slice(0, 10)}`;
    const doubt = unverified === 0 ? "" : ` ${unverified} of its newest logs can't be verified and count for nothing.`;
    yield {
      span,
      // Everything was new once.
      severity: drilled || knownSince !== undefined ? "warning" : "information",
      message: `By this machine's trail it was ${last}, and \`drill: ${drill.value}\` wants that every ${days(period)}.${doubt} Run all of it to a good end, such as on a sandbox cluster.`,
    };
  },
};

function days(ms: number): string {
  const count = Math.floor(ms / DAY_MS);
  return count === 0 ? "few hours" : count === 1 ? "day" : `${count} days`;
}
