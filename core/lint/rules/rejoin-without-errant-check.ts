import type { Runbook, Step } from "../../runbook/types.ts";
import { allStatements, assignmentsOf, begins, type Statement, tokenSpan } from "../code.ts";
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
    const statements = allStatements(runbook);
    if (statements.some(({ words }) => words.includes("GTID_SUBTRACT") || words.includes("GTID_SUBSET"))) return;
    const moves = flowOf(runbook, context);
    const isSwitch = changesSource(runbook, moves);
    // What is built anew has nothing of its own.
    if (!isSwitch && statements.some(isRebuild)) return;
    const fenced = new Set(moves.filter(({ kind }) => kind === "fence").map(({ step }) => placeOf(step)));
    const first = isSwitch ? moves.findIndex(({ kind }) => kind === "promote") : 0;
    const title = runbook.frontMatter.title?.value ?? "";
    for (const { kind, step, statement } of moves.slice(first)) {
      if (kind !== "configure" || !statement) continue;
      const isFormer = isSwitch
        ? step.attributes.on !== undefined && fenced.has(placeOf(step))
        : rejoin.test(`${title}\n${headingsOf(runbook, step)}`);
      const at = isFormer ? autoPosition(statement) : -1;
      if (at >= 0)
        yield {
          span: tokenSpan(statement, at, at + 2),
          message:
            "A transaction that only the former source has stays in it, and nothing says so: replication runs all the same. Check before that GTID_SUBTRACT() of its gtid_executed and the new source's is empty.",
        };
    }
  },
};

const rejoin =
  /\b(?:re-?join|re-?attach|re-?add|re-?introduc|bring\w* back|fail-?back|demot)|\b(?:old|former|failed|previous|crashed) (?:primary|source|master)\b/i;

/** The title of the document and the heading above the step. */
function headingsOf({ headings }: Runbook, { heading }: Step): string {
  return `${headings[0]?.text ?? ""}\n${heading ?? ""}`;
}

function isRebuild(statement: Statement): boolean {
  return (
    begins(statement, "CLONE INSTANCE") ||
    begins(statement, "RESET BINARY LOGS AND GTIDS") ||
    begins(statement, "RESET MASTER") ||
    assignmentsOf(statement).some(({ name }) => name === "gtid_purged")
  );
}

function autoPosition({ words }: Statement): number {
  return words.findIndex((word, index) => /^(?:SOURCE|MASTER)_AUTO_POSITION$/.test(word) && words[index + 2] === "1");
}
