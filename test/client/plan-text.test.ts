import assert from "node:assert/strict";
import { test } from "node:test";
import { isHeadingOf, planText } from "../../client/views/plan-text.ts";
import { planRunbook } from "../../core/run/plan.ts";
import { parseRunbook } from "../../core/runbook/parse.ts";

const TEXT = `---
runbook: Switch
---
# Switch

~~~sql {name=fence on=source timeout=30s rollback=undo confirm="Sure?"}
-- @expect a == 1
SELECT '\`\`\`
~~~', 1;
~~~

~~~sql {name=undo}
SELECT \${nowhere};
~~~

~~~manual {name=call}
- [ ] Call the owner
~~~
`;

function page(text = TEXT): string {
  const runbook = parseRunbook(text);
  return planText({ title: "Switch", file: "a.runbook.md", text, plan: planRunbook({ runbook, inputs: new Map() }) });
}

test("a plan tells each step's place, risk, time, question, statements and what stands in its way", () => {
  const shown = page(TEXT.replace("\n~~~', 1;", "', 1;"));
  assert.match(shown, /^# Plan: Switch\n\na\.runbook\.md, no cluster chosen\. Nothing was executed/);
  assert.match(shown, /^## 1\. fence\n\nsql · on source · reads · timeout 30s · rollback undo$/m);
  assert.match(shown, /^- asks: Sure\?\n- expects a == 1$/m);
  assert.match(shown, /^## 2\. call\n\nmanual · [^\n]*\n\n- \[ \] Call the owner$/m);
  assert.match(shown, /# Rollback steps[^\n]*\n\n## ↶ undo\n\n[^\n]* undoes fence$/m);
  assert.match(shown, /✘ line 12: [^\n]*nowhere/);
  const lines = shown.split("\n");
  assert.equal(lines.filter((line) => isHeadingOf(line, "undo")).length, 1);
});

test("no statement can end the fence that it is shown in", () => {
  const shown = page(TEXT.replace("\n~~~', 1;", "', 1;"));
  assert.match(shown, /^````sql\nSELECT '```', 1;?\n````$/m);
});
