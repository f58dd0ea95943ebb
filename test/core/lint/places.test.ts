import assert from "node:assert/strict";
import { test } from "node:test";
import { lintRunbook } from "../../../core/lint/lint.ts";
import { parseRunbook } from "../../../core/runbook/parse.ts";

/** The texts of the further places of the findings of a rule. */
function places(text: string, rule: string): readonly (readonly string[])[] {
  return lintRunbook(parseRunbook(text), {})
    .filter((finding) => finding.rule === rule)
    .map((finding) => (finding.places ?? []).map(({ span }) => text.slice(span.start, span.end)));
}

test("a circle points to each of its references", () => {
  const text = "```sh {name=a needs=b}\nls\n```\n```sh {name=b needs=c}\nls\n```\n```sh {name=c needs=a}\nls\n```\n";
  assert.deepEqual(places(text, "step-circle"), [["c", "a"]]);
});

test("a second name points to the first", () => {
  const text = "```sh {name=twice}\nls\n```\n```sh {name=twice}\nls\n```\n";
  assert.deepEqual(places(text, "invalid-block"), [["twice"]]);
});

test("a capture that takes the place of an input points to the input", () => {
  const text =
    "---\ninputs:\n  file: string\n---\n```sql {name=a}\n-- @capture file = File\nSHOW BINARY LOG STATUS;\n```\n";
  assert.deepEqual(places(text, "shadowed-variable"), [["file"]]);
});

test("a promotion points to the fence that comes after it", () => {
  const text =
    "---\nrunbook: Switchover\n---\n```sql {name=p on=db2}\nSTOP REPLICA; SET GLOBAL read_only = OFF;\n```\n```sql {name=f on=db1}\nSET GLOBAL super_read_only = ON;\n```\n";
  assert.deepEqual(places(text, "promote-before-fence"), [["super_read_only = ON"]]);
});
