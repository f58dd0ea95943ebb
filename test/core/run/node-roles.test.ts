import assert from "node:assert/strict";
import { test } from "node:test";
import { world } from "./memory-ports.ts";

const text =
  "---\ninputs:\n  new: { type: node, role: replica }\n---\n\n" +
  "```sql {name=a on=db2}\nSELECT 1;\n```\n\n```sql {name=promote on=${new}}\nSET GLOBAL read_only = OFF;\n```\n";
const given = { inputs: new Map([["new", "db1"]]) };

test("a node that does not have the role that an input asks for is refused, even where every question is answered with yes", async () => {
  const w = world();
  const result = await w.run(text, { ...given, assumeYes: true });
  assert.equal(result.status, "failed");
  assert.match(result.message ?? "", /new: db1 is the source, and a replica is wanted\./);
  assert.deepEqual([w.nodes.db1.asked, w.nodes.db2.asked], [[], []]);
});

test("an operator who insists on such a node gets it, and the trail says so", async () => {
  const w = world();
  w.answers.set("new: db1 is the source", true);
  assert.equal((await w.run(text, given)).status, "succeeded");
  assert.deepEqual(w.nodes.db1.asked, ["SET GLOBAL read_only = OFF"]);
  assert.match(JSON.stringify(w.trail.of("variable.bound")), /db1 is the source/);
});

test("a run that goes on behind a promotion takes the roles as they are, and says what differs", async () => {
  const w = world();
  const run = await w.open(text, given);
  assert.equal((await run.runAll({ from: "promote" }, new AbortController().signal)).status, "succeeded");
  await run.finish();
  const notices = w.events.filter((event) => event.type === "notice").map((event) => event.text);
  assert.ok(notices.includes("new: db1 is the source, and a replica is wanted."));
});

test("the trail has the read-only state of a node as it is before a step that changes something", async () => {
  const w = world();
  w.nodes.db1.answer = (statement) => {
    if (statement === "SET GLOBAL super_read_only = ON") w.nodes.db1.readOnly = true;
    return undefined;
  };
  await w.run(
    "```sql {name=a}\nSET GLOBAL super_read_only = ON;\n```\n\n```sql {name=b on=db1}\nFLUSH BINARY LOGS;\n```\n",
  );
  const states = w.trail
    .of("step.intended")
    .map((entry) => (entry["targets"] as { read_only?: boolean }[])[0]?.read_only);
  assert.deepEqual(states, [false, true]);
});
