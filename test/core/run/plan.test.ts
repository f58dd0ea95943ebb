import assert from "node:assert/strict";
import { test } from "node:test";
import { planRunbook } from "../../../core/run/plan.ts";
import type { PlanOptions } from "../../../core/run/plan-types.ts";
import { parseRunbook } from "../../../core/runbook/parse.ts";
import { ordersWith } from "./memory-desk.ts";
import { cluster, orders } from "./memory-ports.ts";

const plan = (text: string, options: Partial<PlanOptions> = {}) =>
  planRunbook({ runbook: parseRunbook(text), cluster, inputs: new Map(), ...options });

const sql = (attributes: string, code: string) => `\`\`\`sql {${attributes}}\n${code}\n\`\`\`\n\n`;

test("each step shows its nodes, its statements and its gravest risk", () => {
  const { steps, problems } = plan(
    sql("name=a", "SELECT 1;\nDROP TABLE t;") +
      sql("name=b on=replicas timeout=5s", "STOP REPLICA;") +
      "```bash {name=c}\nls\n```\n",
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(
    steps.map(({ targets, risk, timeoutMs, statements }) => [
      targets,
      risk,
      timeoutMs,
      statements.map((one) => one.text),
    ]),
    [
      [["db1"], "destroys", 60_000, ["SELECT 1", "DROP TABLE t"]],
      [["db2", "db3"], "changes", 5000, ["STOP REPLICA"]],
      [["local"], "unknown", 60_000, ["ls"]],
    ],
  );
});

test("live roles count more than intended ones", () => {
  const observed = [
    { node: "db1", role: "replica" },
    { node: "db2", role: "source" },
    { node: "db3", role: "replica" },
  ] as const;
  const { steps } = plan(sql("name=a", "SELECT 1;") + sql("name=b on=replicas", "SELECT 1;"), { observed });
  assert.deepEqual(
    steps.map(({ targets }) => targets),
    [["db2"], ["db1", "db3"]],
  );
});

test("given values are put in, others stay as they are written, secrets are replaced", () => {
  const front = "---\ninputs:\n  user: { type: string }\n  pw: { type: secret }\n  to: { type: node }\n---\n\n";
  const { steps } = plan(front + sql("name=a on=${to}", "SELECT ${user}, ${pw}, ${to.host};"), {
    inputs: new Map([
      ["user", "o'neil"],
      ["pw", "tiger"],
    ]),
  });
  assert.deepEqual(steps[0]?.targets, ["${to}"]);
  assert.deepEqual(steps[0]?.statements[0]?.text, "SELECT 'o''neil', '<redacted>', ${to.host}");
});

test("passwords in statements are replaced", () => {
  const { steps } = plan(sql("name=a", "CREATE USER u IDENTIFIED BY 'tiger';"));
  assert.equal(steps[0]?.statements[0]?.text, "CREATE USER u IDENTIFIED BY '<redacted>'");
});

test("a rollback names what it undoes, and a question is shown", () => {
  const { steps } = plan(sql('name=a rollback=b confirm="Really?"', "SELECT 1;") + sql("name=b", "SELECT 2;"));
  assert.deepEqual([steps[0]?.confirm, steps[1]?.confirm, steps[1]?.rollbackOf], ["Really?", undefined, "a"]);
});

test("on production every step that does not merely read has a question", () => {
  const { steps } = plan(sql("name=a", "SELECT 1;") + sql("name=b", "FLUSH LOGS;"), { cluster: orders(true) });
  assert.deepEqual(
    steps.map(({ confirm }) => confirm !== undefined),
    [false, true],
  );
});

test("undefined variables, unknown nodes and inputs, and values that do not fit are problems", () => {
  const front = "---\ninputs:\n  n: { type: integer }\n---\n\n";
  const { steps, problems } = plan(front + sql("name=a on=db9", "SELECT ${nowhere};"), {
    inputs: new Map([
      ["n", "one"],
      ["m", "1"],
    ]),
  });
  assert.deepEqual(problems.map(({ code }) => code).toSorted(), ["bad-input", "undefined-variable", "unknown-input"]);
  assert.match(
    steps[0]?.problems.find(({ code }) => code === "no-target")?.message ?? "",
    /has no node db9.*db1, db2, db3/,
  );
});

test("a plan without a cluster shows the words that were written", () => {
  const { steps } = planRunbook({ runbook: parseRunbook(sql("name=a", "SELECT 1;")), inputs: new Map() });
  assert.deepEqual(steps[0]?.targets, ["source"]);
});

test("a step that needs approvals says how many and from whom, and too few people are a problem", () => {
  const approvers = ["alice: { user: alice }", "bob: { user: bob }"];
  const [step] = plan(sql("name=a approve=2", "DO 1;"), { cluster: ordersWith(approvers) }).steps;
  assert.deepEqual(step?.approvals, {
    needed: 2,
    from: ["alice (user alice on the machine that runs it)", "bob (user bob on the machine that runs it)"],
  });
  assert.deepEqual(step?.problems, []);
  const [lone] = plan(sql("name=a approve=2", "DO 1;"), { cluster: ordersWith(approvers.slice(1)) }).steps;
  assert.match(lone?.problems[0]?.message ?? "", /lists 1 of them: bob/);
  assert.deepEqual(plan(sql("name=a", "DO 1;")).steps[0]?.approvals, undefined);
});
