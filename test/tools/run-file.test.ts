import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { leftovers } from "../../tools/testing/leftovers.ts";
import { runTestFile } from "../../tools/testing/run-file.ts";

/** Runs `source` as a test file; gives each test of it as `kind: title` and the messages of the failed ones. */
async function run(t: TestContext, source: string, limitMs = 20_000) {
  const root = mkdtempSync(join(tmpdir(), "run-file-"));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const head = `import { test } from "node:test";\nimport { spawn } from "node:child_process";\nimport { tmpdir } from "node:os";\n`;
  writeFileSync(join(root, "x.test.mjs"), head + source);
  const folder = join(root, "work");
  const { reports } = await runTestFile("x.test.mjs", { root, folder, limitMs, signal: t.signal });
  assert.equal(existsSync(folder), false, "the folder of the file is removed");
  return {
    folder,
    seen: reports.map(({ kind, title }) => `${kind}: ${title}`),
    messages: reports.flatMap(({ kind, message }) => (kind === "failed" ? [message ?? ""] : [])).join("\n"),
  };
}

test("reports what passes, fails and is skipped, each test once", async (t) => {
  const { seen, messages } = await run(
    t,
    `test("a", () => {});
     test("b", () => { throw new Error("because"); });
     test("c", { skip: "no server here" }, () => {});
     test("d", async (t) => { await t.test("e", () => { throw new Error("inner"); }); });`,
  );
  assert.deepEqual(seen, ["passed: a", "failed: b", "skipped: c", "failed: e"]);
  assert.match(messages, /because[\s\S]*inner/);
});

test("a file that cannot be loaded has failed", async (t) => {
  const { seen, messages } = await run(t, `import "./not-there.mjs";`);
  assert.ok(seen.every((line) => line.startsWith("failed: ")) && seen.length > 0, seen.join());
  assert.match(messages, /not-there/);
});

test("a file that leaves with status 0 before its last test has ended has failed", async (t) => {
  const { seen } = await run(t, `test("a", () => {});\ntest("b", () => process.exit(0));`);
  assert.ok(seen.includes("failed: the file runs to its end"), seen.join());
});

test("a file that is killed has failed", async (t) => {
  const { seen, messages } = await run(t, `test("a", () => process.kill(process.pid, "SIGKILL"));`);
  assert.deepEqual(seen, ["failed: the file runs to its end"]);
  assert.match(messages, /SIGKILL/);
});

test("a file that hangs is stopped at its limit and has failed", async (t) => {
  const { seen, messages } = await run(t, `test("a", () => new Promise((done) => setTimeout(done, 60_000)));`, 700);
  assert.ok(seen.includes("failed: the file runs to its end"), seen.join());
  assert.match(messages, /limit of 0.7 s/);
});

test("a file without tests has failed", async (t) => {
  assert.deepEqual((await run(t, "")).seen, ["failed: the file runs to its end"]);
  assert.deepEqual((await run(t, `import { suite } from "node:test"; suite("empty", () => {});`)).seen, [
    "failed: the file has tests",
  ]);
});

test("an exit status other than 0 is a failure even when every test passed", async (t) => {
  const { seen } = await run(t, `test("a", () => { process.exitCode = 3; });`);
  assert.deepEqual(seen, ["passed: a", "failed: the file ends well"]);
});

test("a process that outlives the file is ended and named", {
  skip: process.platform === "win32" && "no process list",
}, async (t) => {
  // A fresh environment and a session of its own: it is still known by the folder that it works in.
  const { seen, messages, folder } = await run(
    t,
    `test("a", () => {
       spawn("sleep", ["61"], { detached: true, stdio: "inherit", env: {}, cwd: tmpdir() }).unref();
       spawn("sleep", ["62"], { detached: true, stdio: "ignore" }).unref();
     });`,
  );
  assert.deepEqual(seen, ["passed: a", "failed: no process is left behind"]);
  assert.match(messages, /sleep 61/);
  assert.match(messages, /sleep 62/);
  assert.deepEqual(await leftovers({ variable: `DR_RUNBOOKS_TEST_FOLDER=${folder}`, folder }, 2000), []);
});
