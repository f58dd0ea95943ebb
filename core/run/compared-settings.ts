import { parseOptionFile } from "../option-file/parse.ts";
import type { Step } from "../runbook/types.ts";

/** The settings that an option-file fragment compares with the live server, as written; none for another kind of step. */
export function comparedSettings(step: Step): string[] {
  if (step.kind !== "ini") return [];
  return parseOptionFile(step.code).lines.flatMap((line) => {
    if (line.kind !== "setting") return [];
    if (line.value === undefined) return [line.name.value];
    return [`${line.name.value} = ${/password|secret/.test(line.key) ? "<redacted>" : line.value.value}`];
  });
}
