import assert from "node:assert/strict";
import { test } from "node:test";
import { stepSnippets, stepText } from "../../../../core/language/runbook/step-snippets.ts";
import { parseRunbook } from "../../../../core/runbook/parse.ts";

test("every step to start from is one step that can be read, with a name that is free", () => {
  const kinds = new Set<string>();
  for (const snippet of stepSnippets) {
    const { steps } = parseRunbook(stepText(snippet, new Set()));
    assert.equal(steps.length, 1, snippet.label);
    const [step] = steps;
    assert.ok(step?.attributes.name);
    kinds.add(step.kind);
    // Nothing is written in some of them yet.
    const problems = step.problems.filter(({ code }) => code !== "empty-step" && code !== "undefined-variable");
    assert.deepEqual(problems, [], snippet.label);
    const taken = new Set([step.name, `${step.name}-2`]);
    assert.equal(parseRunbook(stepText(snippet, taken)).steps[0]?.name, `${step.name}-3`);
  }
  assert.deepEqual([...kinds].toSorted(), ["failover", "ini", "manual", "shell", "sql"]);
});
