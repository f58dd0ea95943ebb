import type { Step } from "../runbook/types.ts";

/** What stands before each line of a step's code in the document, in a list or a quote: new lines need it too. */
export function linePrefix(documentText: string, { codeOffsets }: Step): string {
  const start = codeOffsets[0] ?? 0;
  return documentText.slice(documentText.lastIndexOf("\n", start - 1) + 1, start);
}
