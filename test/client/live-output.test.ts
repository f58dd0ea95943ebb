import assert from "node:assert/strict";
import { test } from "node:test";
import { LiveOutput } from "../../client/notebook/render/live-output.ts";

/** A cell of which `clock.ms` milliseconds have gone by, in a run that began ten seconds earlier. */
function cell(rtoMs?: number) {
  const clock = { ms: 0 };
  const live = new LiveOutput({ now: () => clock.ms, runMs: () => clock.ms + 10_000, rtoMs });
  const shown = () => live.outputs().map((output) => (output.kind === "rich" ? output.plain : ""));
  return { clock, live, shown };
}

const step = { name: "s", index: 0, kind: "shell", risk: "reads" } as const;

test("what a script prints so far is shown per stream, control characters visible, the end of it kept", () => {
  const { live } = cell();
  live.add({ type: "output", step, node: "local", stream: "stdout", text: "x".repeat(70_000) });
  live.add({ type: "output", step, node: "local", stream: "stdout", text: "end\u001b[2J" });
  live.add({ type: "output", step, node: "local", stream: "stderr", text: "warning" });
  const [out, err] = live.outputs();
  assert.ok(out?.kind === "stream" && out.stream === "stdout" && out.text.endsWith("xend␛[2J"));
  assert.ok(out.text.length < 66_000);
  assert.deepEqual(err, { kind: "stream", stream: "stderr", text: "warning" });
});

test("only the newest progress is shown, and never as a result", () => {
  const { live } = cell();
  live.add({ type: "progress", step, text: "waited 2 s" });
  live.add({ type: "progress", step, text: "waited 4 s <b>" });
  const [shown] = live.outputs();
  assert.ok(shown?.kind === "rich");
  assert.equal(shown.plain, "… waited 4 s <b>");
  assert.ok(shown.html.includes("&lt;b&gt;"));
});

test("events that have nothing to show do not refresh the cell", () => {
  const { live } = cell();
  assert.equal(live.add({ type: "topology-observed", nodes: [] }), false);
});

test("from one second on a cell shows how far its step is, against its timeout and the run against the RTO", () => {
  const { clock, live, shown } = cell(60_000);
  live.add({ type: "step-started", step, targets: ["db1"], timeoutMs: 30_000 });
  clock.ms = 999;
  assert.deepEqual(shown(), ["Running on db1"]);
  clock.ms = 12_700;
  assert.deepEqual(shown(), ["Running on db1\n… 12s of 30s, run 22s of RTO 1m"]);
  clock.ms = 51_000;
  assert.deepEqual(shown(), ["Running on db1\n… 51s of 30s, run 1m1s, OVER THE RTO of 1m"]);
});

test("without an RTO only the step's own time is shown, and what it waits for below it", () => {
  const { clock, live, shown } = cell();
  live.add({ type: "step-started", step, targets: ["db1"], timeoutMs: 90_000 });
  live.add({ type: "progress", step, text: "lag is 4" });
  clock.ms = 5000;
  assert.deepEqual(shown(), ["Running on db1\n… 5s of 1m30s\n… lag is 4"]);
});

test("while the nodes are connected to, a cell says so", () => {
  const { clock, live, shown } = cell();
  live.add({ type: "run-started", runId: "r", logId: "l", location: "/l", runbook: "/r", cluster: "orders" });
  assert.deepEqual(shown(), []);
  clock.ms = 3000;
  assert.deepEqual(shown(), ["… connecting to the nodes of orders, 3s"]);
  live.add({ type: "topology-observed", nodes: [] });
  assert.deepEqual(shown(), ["… preparing, 3s"]);
});
