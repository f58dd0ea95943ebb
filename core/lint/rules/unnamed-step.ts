import { classifyRisk } from "../../mysql/sql/risk.ts";
import type { Runbook, Step } from "../../runbook/types.ts";
import { keepByText } from "../../text/keep.ts";
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

/** The name that it has now, so nothing changes. */
function nameFixes({ text }: Runbook, { name, block }: Step): readonly Fix[] {
  const { attributesSpan, languageSpan } = block;
  const start = attributesSpan ? attributesSpan.start + 1 : languageSpan.end;
  if (attributesSpan && text.slice(attributesSpan.start, attributesSpan.start + 2).match(/^\{["}]/)) return [];
  const newText = attributesSpan ? `name=${name} ` : ` {name=${name}}`;
  return [{ title: `Name it \`${name}\``, safety: "safe", edits: [{ span: { start, end: start }, newText }] }];
}
