import { classifyRisk } from "../../mysql/sql/risk.ts";
import type { Runbook, Step } from "../../runbook/types.ts";
import { keepByText } from "../../text/keep.ts";
import { addAttributes } from "../add-attributes.ts";
import { statementsOf } from "../code.ts";
import type { Fix, RunbookRule } from "../rule.ts";

const risks = keepByText(classifyRisk);

export const unnamedStep: RunbookRule = {
  about: "runbook",
  code: "RBK059",
  id: "unnamed-step",
  title: "A step that changes something has a name",
  severity: "information",
  references: [],
  *check(runbook) {
    // Where no step is named the document was not written for runs.
    if (!runbook.steps.some(({ attributes }) => attributes.name)) return;
    for (const step of runbook.steps) {
      if (step.attributes.name || step.kind === "manual" || step.kind === "ini") continue;
      const changes = step.kind !== "sql" || statementsOf(step).some(({ text }) => risks(text) !== "reads");
      if (changes)
        yield {
          span: step.block.infoSpan,
          message: `This step is called \`${step.name}\` after its heading, and otherwise as soon as the heading or a step above it changes. Give it \`name=\`, by which trails of different days can be compared.`,
          fixes: nameFixes(runbook, step),
        };
    }
  },
};

/** The name that it has now, so nothing changes; one that only counts the steps says nothing and is for a person to choose. */
function nameFixes({ text }: Runbook, step: Step): readonly Fix[] {
  const edit = addAttributes(text, step, [["name", step.name]]);
  const safety = /^step(?:-\d+)?$/.test(step.name) ? "unsafe" : "safe";
  return edit ? [{ title: `Name it \`${step.name}\``, safety, edits: [edit] }] : [];
}
