import type { Outcome, StatementEvidence } from "./outcome.ts";
import { type Detail, headOf } from "./outcome-record.ts";
import { resultLines } from "./result-lines.ts";

export interface LargeOutput {
  readonly node: string;
  /** `rows`: the results of all statements, as lines of JSON. */
  readonly stream: "stdout" | "stderr" | "rows";
  /** What is left of it in memory, secrets replaced. */
  readonly text: string;
}

/** Outputs that the entry of their outcome cuts: they are kept beside the log. `detail`: what the entry holds. */
export function largeOutputs(outcome: Outcome, detail: Detail): readonly LargeOutput[] {
  if (!("evidence" in outcome)) return [];
  return outcome.evidence.targets.flatMap(({ node, process, statements }): LargeOutput[] => [
    ...(["stdout", "stderr"] as const).flatMap((stream): LargeOutput[] => {
      const text = process?.[stream] ?? "";
      return text.length > detail.stream ? [{ node, stream, text }] : [];
    }),
    ...(statements.some((statement) => isCut(statement, detail))
      ? [{ node, stream: "rows" as const, text: resultLines(statements) }]
      : []),
  ]);
}

function isCut(statement: StatementEvidence, { rows }: Detail): boolean {
  return statement.resultSets.length > 0 && headOf(statement, rows).length > rows;
}
