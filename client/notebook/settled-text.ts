import type { SettledStep } from "../../core/run/settled-step.ts";

/** Only what was seen to succeed, with the text that the cell still has, is shown as a success. */
export function settledSuccess({ how, isChanged }: SettledStep): true | undefined {
  return how === "succeeded" && !isChanged ? true : undefined;
}

/** What a cell shows that is not run again, because a run that was cut off had finished it. */
export function settledText({ how, entry, isChanged }: SettledStep): string {
  const where = `in the run that this one resumes (log ${entry.log}, entry ${entry.seq})`;
  const changed = isChanged ? " Its text was changed since then." : "";
  switch (how) {
    case "succeeded":
      return `Not run again: it succeeded ${where}.${changed}`;
    case "skipped":
      return `Not run again: it was skipped ${where}.${changed}`;
    case "said-done":
      return `Not run again: it was under way ${where}, and the operator says that it was done. Nobody saw it.${changed}`;
  }
}
