import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../../core/language/analyse.ts";
import { diagnose } from "../../../core/language/diagnose.ts";
import type { LintContext } from "../../../core/lint/rule.ts";
import { parseVersion } from "../../../core/mysql/flavor.ts";

function codes(text: string, context: LintContext = {}): readonly string[] {
  return diagnose(analyse("runbook", text), context).map(({ code, severity }) => `${code} ${severity}`);
}

const drop = "```sql {confirm=false}\nDROP DATABASE shop;\n```\n";

test("a comment with a reason silences the rule for the next step alone", () => {
  assert.deepEqual(codes(drop), ["RBK016 warning"]);
  const comment = "<!-- dr-runbooks-disable-next-step RBK016: there is a copy -->\n\n";
  assert.deepEqual(codes(comment + drop), []);
  assert.deepEqual(codes(`${comment}${drop}\n${drop}`), ["RBK016 warning"]);
  assert.deepEqual(codes(comment.replace("RBK016", "RBK028, RBK016") + drop), ["RBK092 information"]);
  assert.deepEqual(codes(comment.replace("RBK016", "RBK028") + drop), ["RBK092 information", "RBK016 warning"]);
});

test("a comment for the whole document silences it wherever the comment stands", () => {
  assert.deepEqual(codes(`${drop}\n${drop}\n<!-- dr-runbooks-disable RBK016: a lab -->\n`), []);
});

test("a comment in the code is for its step, in SQL, shell and option files", () => {
  assert.deepEqual(codes(drop.replace("DROP", "-- dr-runbooks-disable RBK016: a lab\nDROP")), []);
  assert.deepEqual(codes(drop.replace("DROP", "/* dr-runbooks-disable RBK016: a lab */ DROP")), []);
  assert.deepEqual(codes("```sh\n# dr-runbooks-disable RBK029: a lab\npt-slave-restart\n```\n"), []);
  const target = parseVersion("8.4");
  assert.ok(target);
  const block = "```ini\n[mysqld]\nnot_a_variable_of_any_server=1\n```\n";
  assert.equal(codes(block, { target }).length, 1);
  assert.deepEqual(codes(block.replace("not_a", "# dr-runbooks-disable CNF001: a fork has it\nnot_a"), { target }), []);
});

test("without a reason nothing is silenced, and that is said", () => {
  for (const comment of ["RBK016", "RBK016:", "RBK016:  "])
    assert.deepEqual(codes(`<!-- dr-runbooks-disable-next-step ${comment} -->\n\n${drop}`), [
      "RBK063 warning",
      "RBK016 warning",
    ]);
  assert.deepEqual(
    codes(`<!-- dr-runbooks-disable RBK063, RBK016: x -->\n<!-- dr-runbooks-disable RBK016 -->\n${drop}`),
    ["RBK063 warning"],
  );
});

test("what stands in a string is no comment", () => {
  const text = "```sql {confirm=false}\nSELECT '-- dr-runbooks-disable RBK016: x';\nDROP DATABASE shop;\n```\n";
  assert.deepEqual(codes(text), ["RBK016 warning"]);
  assert.deepEqual(codes("```sh\necho '# dr-runbooks-disable RBK029: x'; pt-slave-restart\n```\n"), ["RBK029 warning"]);
});

test("the settings change a severity or switch a rule off, by code and by name", () => {
  assert.deepEqual(codes(drop, { rules: { RBK016: "error" } }), ["RBK016 error"]);
  assert.deepEqual(codes(drop, { rules: { "unconfirmed-destruction": "information" } }), ["RBK016 information"]);
  assert.deepEqual(codes(drop, { rules: { "unconfirmed-destruction": "off" } }), []);
  assert.deepEqual(codes(drop, { rules: { RBK028: "off", toString: "off" } as never }), ["RBK016 warning"]);
});
