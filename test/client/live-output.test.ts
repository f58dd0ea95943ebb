import assert from "node:assert/strict";
import { test } from "node:test";
import { LiveOutput } from "../../client/notebook/render/live-output.ts";

const step = { name: "s", index: 0, kind: "shell", risk: "reads" } as const;

test("what a script prints so far is shown per stream, control characters visible, the end of it kept", () => {
  const live = new LiveOutput();
  live.add({ type: "output", step, node: "local", stream: "stdout", text: "x".repeat(70_000) });
  live.add({ type: "output", step, node: "local", stream: "stdout", text: "end\u001b[2J" });
  live.add({ type: "output", step, node: "local", stream: "stderr", text: "warning" });
  const [out, err] = live.outputs();
  assert.ok(out?.kind === "stream" && out.stream === "stdout" && out.text.endsWith("xend␛[2J"));
  assert.ok(out.text.length < 66_000);
  assert.deepEqual(err, { kind: "stream", stream: "stderr", text: "warning" });
});

test("only the newest progress is shown, and never as a result", () => {
  const live = new LiveOutput();
  live.add({ type: "progress", step, text: "waited 2 s" });
  live.add({ type: "progress", step, text: "waited 4 s <b>" });
  const [shown] = live.outputs();
  assert.ok(shown?.kind === "rich");
  assert.equal(shown.plain, "… waited 4 s <b>");
  assert.ok(shown.html.includes("&lt;b&gt;"));
});

test("events that have nothing to show do not refresh the cell", () => {
  const live = new LiveOutput();
  assert.equal(live.add({ type: "topology-observed", nodes: [] }), false);
});
