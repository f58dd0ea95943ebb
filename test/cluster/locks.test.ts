import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { parseInventory } from "../../core/cluster/inventory.ts";
import type { Cluster } from "../../core/cluster/inventory-types.ts";
import { currentActor } from "../../core/node/actor.ts";
import { systemClock } from "../../core/node/clock.ts";
import { createConnector } from "../../core/node/connector.ts";
import { lockFiles } from "../../core/node/lock-files.ts";
import { processRunner } from "../../core/node/process-runner.ts";
import { sha256 } from "../../core/node/sha256.ts";
import type { OpenRunOutcome, Run, RunOptions } from "../../core/run/run-types.ts";
import { openRun } from "../../core/run/runner.ts";
import { parseRunbook } from "../../core/runbook/parse.ts";
import { startCli } from "../cli/spawn-cli.ts";
import { MemoryTrail } from "../core/run/memory-ports.ts";
import { sharedCluster } from "../support/cluster.ts";

const servers = sharedCluster({ name: "locks", nodes: 2 });
const actor = currentActor("editor", "0");
const text = "```sql {name=look on=db1}\nSELECT 1;\n```\n";
const local = "```sh {name=here}\ntrue\n```\n";
const never = new AbortController().signal;

let trails = 0;
const newTrail = () => new MemoryTrail(`log-${++trails}`);

async function clusterOf(): Promise<Cluster> {
  const [cluster] = parseInventory(await readFile(servers().sandbox.inventory, "utf8")).clusters;
  assert.ok(cluster);
  return cluster;
}

/** A run with the lock files of `machine`. `typed`: what the operator answers to every question. */
async function open(
  trail: MemoryTrail,
  {
    machine = "here",
    typed,
    runbook = text,
    ...options
  }: Partial<Omit<RunOptions, "runbook">> & {
    machine?: string;
    typed?: string;
    runbook?: string;
  } = {},
): Promise<OpenRunOutcome> {
  return openRun({
    runbook: parseRunbook(runbook),
    path: "/runbooks/look.runbook.md",
    cluster: await clusterOf(),
    inputs: new Map(),
    assumeYes: false,
    workingDirectory: "/",
    ports: {
      clock: systemClock,
      connector: createConnector({ environment: process.env, baseFolder: servers().workspace }),
      processes: processRunner,
      trail,
      operator: { confirm: async () => undefined, ask: async () => typed },
      sha256,
      onEvent: () => undefined,
      locks: lockFiles(actor, join(servers().workspace, machine)),
    },
    ...options,
  });
}

function opened(outcome: OpenRunOutcome): Run {
  assert.equal(outcome.status, "open", JSON.stringify(outcome));
  return (outcome as { run: Run }).run;
}

function refusal(outcome: OpenRunOutcome): string {
  assert.equal(outcome.status, "refused");
  return outcome.status === "refused" ? `${outcome.code}: ${outcome.message}` : "";
}

async function look(run: Run): Promise<string> {
  const [step] = parseRunbook(text).steps;
  assert.ok(step);
  const outcome = await run.runStep(step, never);
  return "because" in outcome ? outcome.because : outcome.status;
}

test("a second run on the cluster in the same editor is refused with who holds it, and goes once the first has ended", async () => {
  const first = opened(await open(newTrail()));
  const trail = newTrail();
  const message = refusal(await open(trail));
  assert.match(
    message,
    /^lock-held: Another run is on the cluster locks: .*@.* runs \/runbooks\/look\.runbook\.md since/,
  );
  assert.ok(message.includes(`process ${process.pid}`), message);
  assert.deepEqual(trail.types, ["run.started", "lock.refused", "run.halted"]);
  assert.equal(await look(first), "succeeded");
  await first.finish();
  const again = newTrail();
  await opened(await open(again)).finish();
  assert.deepEqual(
    again.of("lock.acquired").map(({ on }) => on),
    ["local", "servers"],
  );
});

test("a run from another machine is refused by the nodes, with the session that holds it", async () => {
  const first = opened(await open(newTrail()));
  const trail = newTrail();
  const message = refusal(await open(trail, { machine: "there" }));
  assert.match(message, /on db1 session \d+ of .* from .*, on db2 session \d+ of/);
  assert.deepEqual(trail.of("lock.refused").length, 1);
  await first.finish();
  await opened(await open(newTrail(), { machine: "there" })).finish();
});

test("a lock is broken only by typing the cluster's name; it is recorded, and the run that had it does nothing more", async () => {
  for (const machine of ["here", "there"]) {
    const first = opened(await open(newTrail()));
    const wrong = newTrail();
    assert.match(refusal(await open(wrong, { machine, breakLock: true, typed: "yes" })), /^lock-held/);
    assert.equal(await look(first), "succeeded");
    const trail = newTrail();
    const second = opened(await open(trail, { machine, breakLock: true, typed: "locks" }));
    const broken = trail.of("lock.broken").map(({ on }) => on);
    assert.ok(broken.includes(machine === "here" ? "local" : "db1"), `${machine}: ${broken.join()}`);
    assert.match(await look(first), /lock on .* (was broken|went to another run)/);
    assert.equal(await look(second), "succeeded");
    await first.finish();
    assert.equal(await look(second), "succeeded", "the end of the first run took the lock of the second");
    await second.finish();
  }
});

test("a run of local steps takes no lock, and a node that comes back is locked again", async () => {
  const trail = newTrail();
  const run = opened(await open(trail));
  const aside = newTrail();
  await opened(await open(aside, { runbook: local })).finish();
  assert.deepEqual(aside.of("lock.acquired"), []);
  await servers().kill("db2");
  await servers().start("db2");
  // Whoever observes next has a new session there.
  assert.equal(await look(run), "succeeded");
  const message = refusal(await open(newTrail(), { machine: "there" }));
  assert.match(message, /on db2 session/);
  await run.finish();
});

test("of two command lines at once one runs and the other says who; one that was killed holds nothing", async () => {
  const { workspace } = servers();
  await writeFile(join(workspace, "slow.runbook.md"), "```sql {name=slow on=db1}\nSELECT SLEEP(30);\n```\n");
  await writeFile(join(workspace, "quick.runbook.md"), text);
  const env = { DR_RUNBOOKS_STATE: join(workspace, "cli-state") };
  const first = startCli(["run", "slow.runbook.md"], { cwd: workspace, env });
  while (!first.stdout().includes("timeout 1m") && first.child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 50));
  const second = await startCli(["run", "quick.runbook.md", "--break-lock"], { cwd: workspace, env }).result;
  assert.equal(second.code, 1);
  assert.match(second.stderr, /Another run is on the cluster locks: .* runs .*slow\.runbook\.md/);
  first.child.kill("SIGKILL");
  await first.result;
  const third = await startCli(["run", "quick.runbook.md"], { cwd: workspace, env }).result;
  assert.equal(third.code, 0, third.stdout + third.stderr);
});

test("two names of one instance are told as such, and are not taken for another run", async () => {
  const cluster = await clusterOf();
  const [db1] = cluster.nodes;
  assert.ok(db1);
  const twice = { ...cluster, nodes: [...cluster.nodes, { ...db1, name: "db9" }] };
  const trail = newTrail();
  const message = refusal(
    await open(trail, { machine: "twice", cluster: twice, breakLock: true, typed: cluster.name }),
  );
  assert.match(message, /^lock-held: (?:db1 and db9|db9 and db1) are the same instance.* Take one of them out/);
  assert.ok(!trail.types.includes("lock.broken"));
  await opened(await open(newTrail())).finish();
});
