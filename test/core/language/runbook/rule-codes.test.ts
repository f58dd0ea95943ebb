import assert from "node:assert/strict";
import { test } from "node:test";
import { completeRunbook } from "../../../../core/language/runbook/completion.ts";
import { hoverRunbook } from "../../../../core/language/runbook/hover.ts";
import { parseRunbook } from "../../../../core/runbook/parse.ts";

const around = { context: {} };
const text =
  "<!-- dr-runbooks-disable-next-step RBK016: a lab -->\n\n```sql {confirm=false}\n-- dr-runbooks-disable RBK0\nDROP TABLE t;\n```\n";

test("the code of a silenced rule says which it is", () => {
  const hover = hoverRunbook(parseRunbook(text), text.indexOf("RBK016") + 2, around);
  assert.match(hover?.markdown ?? "", /^\*\*RBK016\*\* unconfirmed-destruction: What destroys is confirmed\./);
  assert.equal(text.slice(hover?.span.start, hover?.span.end), "RBK016");
});

test("codes are offered where a rule is silenced, and not in its reason", () => {
  const items = completeRunbook(parseRunbook(text), text.indexOf("RBK0\n") + 4, around);
  const item = items.find(({ label }) => label === "RBK016");
  assert.equal(text.slice(item?.span.start, item?.span.end), "RBK0");
  assert.ok(items.some(({ label }) => label === "CNF001"));
  assert.deepEqual(completeRunbook(parseRunbook(text), text.indexOf("a lab") + 1, around), []);
});
