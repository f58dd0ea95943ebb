import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { SuiteJob, TestEvent } from "../../tools/editor/driver.ts";
import { type ReportServer, startReportServer } from "../../tools/editor/report-server.ts";

let server: ReportServer;
before(async () => {
  server = await startReportServer();
});
after(() => server.close());

const job = (timeout = 10): SuiteJob => ({ name: "demo", workspace: "/w", extension: "/e", bundle: "/b.cjs", timeout });
const still = new Promise<string>(() => {});
const window = { photograph: async (title: string) => `${title}.png`, gone: still };

async function tell(...events: TestEvent[]): Promise<void> {
  for (const event of events) {
    const answer = await fetch(server.url, { method: "POST", body: JSON.stringify(event) });
    assert.equal(answer.status, 200);
  }
}

test("counts what a suite reports until it ends", async () => {
  const result = server.collect(job(), window);
  await tell(
    { kind: "passed", title: "a", milliseconds: 1 },
    { kind: "skipped", title: "b" },
    { kind: "failed", title: "c", message: "no" },
    { kind: "screenshot", title: "c" },
    { kind: "ended" },
  );
  const failures = [{ title: "c", message: "no", screenshot: "c.png" }];
  assert.deepEqual(await result, { passed: 1, skipped: 1, failed: 1, failures });
});

test("a suite without a test has failed", async () => {
  const result = server.collect(job(), window);
  await tell({ kind: "ended" });
  assert.equal((await result).failed, 1);
});

test("a suite that does not end in its time has failed, whatever passed before", async () => {
  const result = server.collect(job(0.2), window);
  await tell({ kind: "passed", title: "a", milliseconds: 1 });
  const { passed, failures } = await result;
  assert.equal(passed, 1);
  assert.match(failures[0]?.message ?? "", /did not end within/);
});

test("a suite whose window is gone has failed", async () => {
  const { failures } = await server.collect(job(), { ...window, gone: Promise.resolve("The page crashed.") });
  assert.equal(failures[0]?.message, "The page crashed.");
});

test("a stranger's message is refused", async () => {
  const answer = await fetch(new URL("/other", server.url), { method: "POST", body: '{"kind":"ended"}' });
  assert.equal(answer.status, 404);
});
