import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { processRunner } from "../../../core/node/process-runner.ts";
import type { ProcessOutcome } from "../../../core/run/ports.ts";

interface Given {
  readonly environment?: Record<string, string>;
  readonly signal?: AbortSignal;
  readonly onOutput?: (stream: string, text: string) => void;
}

function run(script: string, given: Given = {}): Promise<ProcessOutcome> {
  const request = {
    script,
    environment: given.environment ?? {},
    workingDirectory: tmpdir(),
    onOutput: given.onOutput ?? (() => undefined),
  };
  return processRunner.run(request, given.signal ?? new AbortController().signal);
}

async function exited(script: string, given?: Given) {
  const outcome = await run(script, given);
  assert.equal(outcome.status, "exited", JSON.stringify(outcome));
  return outcome as Extract<ProcessOutcome, { status: "exited" }>;
}

test("a script's output, error output and exit status are kept apart", async () => {
  const { stdout, stderr, exitCode } = await exited("echo out; echo err >&2; exit 3");
  assert.deepEqual([stdout, stderr, exitCode], ["out\n", "err\n", 3]);
});

test("the first failing command ends the script, in a pipe too, and so does an unset variable", async () => {
  assert.deepEqual(await exited("false | cat; echo reached").then(({ stdout, exitCode }) => [stdout, exitCode]), [
    "",
    1,
  ]);
  assert.equal((await exited('echo "$nowhere_set"; echo reached')).stdout, "");
});

test("a command that reads its input finds it empty and does not eat the script", async () => {
  assert.equal((await exited("cat\necho after")).stdout, "after\n");
});

test("variables arrive as they are, and of our own environment only what is allowed", async () => {
  process.env["DR_RUNBOOKS_PASSWORD"] = "hidden";
  const { stdout } = await exited('printf "%s|%s|%s" "$v" "${DR_RUNBOOKS_PASSWORD-unset}" "$TERM"', {
    environment: { v: "a'b $(id) \n" },
  });
  assert.equal(stdout, "a'b $(id) \n|unset|dumb");
  delete process.env["DR_RUNBOOKS_PASSWORD"];
});

test("a signal that ended the script is named", async () => {
  const { exitCode, signal } = await exited("kill -9 $$");
  assert.deepEqual([exitCode, signal], [null, "SIGKILL"]);
});

test("only the last MiB is kept, everything is passed on, and what was lost is counted", async () => {
  let passed = 0;
  const { stdout, lost } = await exited("head -c 3000000 /dev/zero | tr '\\0' x; echo end", {
    onOutput: (_, text) => (passed += text.length),
  });
  assert.equal(passed, 3_000_004);
  assert.equal(Buffer.byteLength(stdout), 1024 * 1024);
  assert.deepEqual(lost, { stdout: 3_000_004 - 1024 * 1024, stderr: 0 });
  assert.ok(stdout.endsWith("xend\n"));
});

test("a character that is cut between two writes arrives whole", async () => {
  assert.equal((await exited("printf '\\303'; sleep 0.05; printf '\\251'")).stdout, "é");
});

test("an abort ends the whole group, even children that ignore SIGTERM", async () => {
  const abort = new AbortController();
  let pids: number[] = [];
  const outcome = await run("trap '' TERM; (trap '' TERM; sleep 60) & echo $$ $!; wait", {
    signal: abort.signal,
    onOutput: (_, text) => {
      pids = text.trim().split(" ").map(Number);
      abort.abort();
    },
  });
  assert.equal(outcome.status, "aborted");
  assert.equal(pids.length, 2);
  for (const pid of pids) assert.equal(isAlive(pid), false);
});

/** A zombie that waits to be reaped counts as gone. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform !== "linux") return true;
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

test("an abort before the start starts nothing", async () => {
  const abort = new AbortController();
  abort.abort();
  assert.equal((await run("touch /proc/never", { signal: abort.signal })).status, "aborted");
});

test("a process left in the background does not keep the step from ending", async () => {
  const { stdout, left } = await exited("sleep 600 & echo $!");
  process.kill(Number(stdout));
  assert.deepEqual(left, [{ pid: Number(stdout), name: "sleep" }]);
});

test("a script that leaves nothing behind is not said to", async () => {
  assert.deepEqual((await exited("sleep 0.01 & wait; echo done")).left, []);
});

test("attack: a process that left the group of its script and ignores SIGTERM is named after an abort", {
  skip: process.platform === "linux" ? false : "what left its group is found on Linux only",
}, async () => {
  const abort = new AbortController();
  let pid = 0;
  const outcome = await run("setsid sh -c 'trap \"\" TERM; echo $$; exec sleep 60' & wait", {
    signal: abort.signal,
    onOutput: (_, text) => {
      pid = Number(text);
      abort.abort();
    },
  });
  assert.ok(outcome.status === "aborted");
  assert.deepEqual(outcome.left, [{ pid, name: "sleep" }]);
  assert.equal(outcome.signal, "SIGTERM");
  process.kill(pid, "SIGKILL");
});

test("a folder that does not exist and a script that is too long are not started", async () => {
  const request = { script: "true", environment: {}, workingDirectory: "/does/not/exist", onOutput: () => undefined };
  assert.equal((await processRunner.run(request, new AbortController().signal)).status, "not-started");
  const long = await run(`true ${"x".repeat(3_000_000)}`);
  assert.match(long.status === "not-started" ? long.message : "", /too long/);
});
