import type { Outcome } from "./outcome.ts";

export interface LargeOutput {
  readonly node: string;
  readonly stream: "stdout" | "stderr";
  /** What is left of it in memory, secrets replaced. */
  readonly text: string;
}

/** Characters of a stream that the entry of an outcome holds itself. */
const maxInLine = 4800;

/** Outputs of processes that the entry of their outcome would cut: they are kept beside the log. */
export function largeOutputs(outcome: Outcome): readonly LargeOutput[] {
  if (!("evidence" in outcome)) return [];
  return outcome.evidence.targets.flatMap(({ node, process }) =>
    (["stdout", "stderr"] as const).flatMap((stream) => {
      const text = process?.[stream] ?? "";
      return text.length > maxInLine ? [{ node, stream, text }] : [];
    }),
  );
}
