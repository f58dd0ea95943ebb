import { allStatements, type Statement, tokenSpan } from "../code.ts";
import { changesSource, flowOf, placeOf } from "../flow.ts";
import type { RunbookRule } from "../rule.ts";

export const rejoinWithoutErrantCheck: RunbookRule = {
  about: "runbook",
  code: "RBK064",
  id: "rejoin-without-errant-check",
  title: "A former source is compared before it replicates",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/gtid-functions.html#function_gtid-subtract"],
  *check(runbook, context) {
    const moves = flowOf(runbook, context);
    if (!changesSource(runbook, moves)) return;
    const fenced = new Set(moves.filter(({ kind }) => kind === "fence").map(({ step }) => placeOf(step)));
    const promotion = moves.findIndex(({ kind }) => kind === "promote");
    if (allStatements(runbook).some(({ words }) => words.includes("GTID_SUBTRACT") || words.includes("GTID_SUBSET")))
      return;
    for (const { kind, step, statement } of moves.slice(promotion)) {
      if (kind !== "configure" || !statement || !step.attributes.on || !fenced.has(placeOf(step))) continue;
      const at = autoPosition(statement);
      if (at >= 0)
        yield {
          span: tokenSpan(statement, at, at + 2),
          message:
            "A transaction that only the former source has stays in it, and nothing says so: replication runs all the same. Check before that GTID_SUBTRACT() of its gtid_executed and the new source's is empty.",
        };
    }
  },
};

function autoPosition({ words }: Statement): number {
  return words.findIndex((word, index) => /^(?:SOURCE|MASTER)_AUTO_POSITION$/.test(word) && words[index + 2] === "1");
}
