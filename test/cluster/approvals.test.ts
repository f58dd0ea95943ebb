import assert from "node:assert/strict";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { answerText } from "../../core/audit/approval/answer.ts";
import { formatVerifierKey } from "../../core/audit/note.ts";
import { decodeRequest } from "../../core/node/approval-codes.ts";
import { openInstallation } from "../../core/node/keys.ts";
import { uidOf } from "../../core/node/users.ts";
import { type CliResult, runCli, startCli } from "../cli/spawn-cli.ts";
import { bundle } from "../support/bundle.ts";
import { sharedCluster } from "../support/cluster.ts";

const cluster = sharedCluster({ name: "orders", nodes: 2 });

let cases = 0;

interface Place {
  readonly folder: string;
  readonly exchange: string;
  readonly states: Readonly<Record<string, { readonly DR_RUNBOOKS_STATE: string }>>;
  /** Runs the step, without a terminal. */
  run(extra?: readonly string[]): ReturnType<typeof startCli>;
  approve(who: string, ...args: readonly string[]): Promise<CliResult>;
  audit(...args: readonly string[]): Promise<CliResult>;
}

/** A runbook whose last step needs approvals, the people with a key of their own, and a folder for the files. */
async function place(
  approvers: (keys: Readonly<Record<string, string>>) => string,
  step: string,
  look = "```sql {name=look on=db1}\nSELECT 1;\n```\n\n",
  folder = join(cluster().workspace, `case-${++cases}`),
): Promise<Place> {
  mkdirSync(folder, { recursive: true });
  const people = ["op", "alice", "bob", "eve"];
  const states = Object.fromEntries(people.map((who) => [who, { DR_RUNBOOKS_STATE: join(folder, who) }]));
  const keys: Record<string, string> = {};
  for (const who of ["alice", "bob"])
    keys[who] = formatVerifierKey((await openInstallation(join(folder, who, "audit"))).verifierKey);
  const inventory = readFileSync(cluster().sandbox.inventory, "utf8");
  writeFileSync(
    join(folder, "clusters.yaml"),
    inventory.replace("  nodes:\n", `  approvers:\n${approvers(keys)}  nodes:\n`),
  );
  writeFileSync(join(folder, "p.runbook.md"), look + step);
  const exchange = join(folder, "exchange");
  return {
    folder,
    exchange,
    states,
    run: (extra = []) =>
      startCli(["run", "p.runbook.md", "--approvals", exchange, ...extra], { cwd: folder, env: { ...states["op"] } }),
    approve: (who, ...args) =>
      runCli(["approve", "--approvals", exchange, ...args], { cwd: folder, env: { ...states[who] } }),
    audit: (...args) => runCli(["audit", ...args], { cwd: folder, env: { ...states["op"] } }),
  };
}

/** The code of the request, once it is shown. */
async function requestOf(running: ReturnType<typeof startCli>): Promise<string> {
  for (;;) {
    const [code] = /drq1_[\w-]+(?=\n)/.exec(running.stdout()) ?? [];
    if (code !== undefined) return code;
    if (running.child.exitCode !== null) assert.fail(running.stdout());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Resolves once the run has said it. */
async function said(running: ReturnType<typeof startCli>, what: RegExp): Promise<void> {
  while (!what.test(running.stdout())) {
    if (running.child.exitCode !== null) assert.fail(running.stdout());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const mark = (approve: number) =>
  `\`\`\`sql {name=mark on=db1 approve=${approve}}\nCREATE DATABASE IF NOT EXISTS marked_${cases + 1};\n\`\`\`\n`;

async function isMarked(): Promise<boolean> {
  return (await cluster().query("db1", `SHOW DATABASES LIKE 'marked_${cases}'`)).length > 0;
}

test("two people with keys of their own approve a step on a real cluster, and the log proves it", async () => {
  const here = await place(
    (keys) => `    alice: { key: "${keys["alice"]}" }\n    bob: { key: "${keys["bob"]}" }\n`,
    mark(2),
  );
  const running = here.run();
  const code = await requestOf(running);
  const shown = await here.approve("alice", code);
  assert.equal(shown.code, 1);
  assert.match(shown.stderr, /It would run:\n {2}│ CREATE DATABASE/);
  assert.match(shown.stderr, /Nothing was signed: nobody could be asked/);
  assert.match((await here.approve("alice", code, "--name", "orders2")).stderr, /is not the name/);
  assert.match((await here.approve("eve", code, "--name", "mark")).stderr, /Neither this key nor this user is listed/);
  assert.equal((await here.approve("alice", code, "--name", "mark")).code, 0);
  assert.equal((await here.approve("alice", code, "--name", "mark")).code, 0);
  assert.equal(await isMarked(), false);
  await said(running, /counts once/);
  const given = await here.approve("bob", code, "--name", "orders");
  assert.match(given.stdout, /^dra1_[\w-]+\n$/);
  const result = await running.result;
  assert.equal(result.code, 0, result.stdout + result.stderr);
  assert.match(result.stdout, /alice \(key .*\) approved mark: 1 of 2 approvals/);
  assert.match(result.stdout, /alice has approved it already, and counts once/);
  assert.equal(await isMarked(), true);
  const verified = await here.audit("verify");
  assert.equal(verified.code, 0, verified.stdout);
  assert.match(verified.stdout, /mark was approved by alice \(key .*\) and by bob \(key .*\)/);
  assert.equal((await here.audit("verify", "--inventory", "clusters.yaml")).code, 0);
  assert.equal((await here.audit("verify", "--inventory", cluster().sandbox.inventory)).code, 1);
  assert.match((await here.audit("show")).stdout, /step\.confirmed +mark {2}approved by alice \(key/);
  const own = await runCli(["audit", "show"], { env: { ...here.states["bob"] } });
  assert.match(own.stdout, /approval\.given +approve mark on orders/);
});

test("a denial stops the run before the step, and nothing reaches the server", async () => {
  const here = await place((keys) => `    alice: { key: "${keys["alice"]}" }\n`, mark(1));
  const running = here.run();
  const code = await requestOf(running);
  await here.approve("alice", code, "--deny", "--reason", "not \u001b[2J now", "--name", "mark");
  const result = await running.result;
  assert.equal(result.code, 1);
  assert.match(result.stdout, /mark refused, nothing was sent: alice \(key .*\) denied it: not {2}\[2J now/);
  assert.equal(await isMarked(), false);
  assert.equal((await here.audit("verify")).code, 0);
});

test("without a terminal and without a folder it is refused before the first step", async () => {
  const here = await place((keys) => `    alice: { key: "${keys["alice"]}" }\n`, mark(1));
  const { code, stdout } = await runCli(["run", "p.runbook.md", "--yes"], {
    cwd: here.folder,
    env: { ...here.states["op"] },
  });
  assert.equal(code, 1);
  assert.match(stdout, /no approval can come in\. Nobody can paste/);
  assert.match(stdout, /Not run: look/);
});

test("Ctrl-C ends the wait, and --resume asks for approvals again", async () => {
  const here = await place((keys) => `    alice: { key: "${keys["alice"]}" }\n`, mark(1));
  const running = here.run();
  const old = await requestOf(running);
  running.child.kill("SIGINT");
  const { code, stdout } = await running.result;
  assert.equal(code, 130, stdout);
  const again = here.run(["--resume"]);
  const fresh = await requestOf(again);
  assert.notEqual(fresh, old);
  await here.approve("alice", old, "--name", "mark");
  await here.approve("alice", fresh, "--name", "mark");
  const result = await again.result;
  assert.equal(result.code, 0, result.stdout + result.stderr);
  assert.doesNotMatch(result.stdout, /▶ 1\/2 look {2}on/);
});

const skip = process.getuid?.() !== 0 && "only root can start processes of other users";

test("another user of the machine approves by a file of their own, and the operator can't", { skip }, async (t) => {
  const [operator, other] = await Promise.all([uidOf("nobody"), uidOf("daemon")]);
  if (operator === undefined || other === undefined) return t.skip("this machine has no users nobody and daemon");
  const script = '```sh {name=mark approve=1}\necho "run by $(id -u)"\n```\n';
  // Where every user gets to: the temporary folder of the tests may be closed to others.
  const folder = mkdtempSync("/tmp/drr-users-");
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o755);
  const here = await place(() => "    second: { user: daemon }\n    first: { user: nobody }\n", script, "", folder);
  const asUser = await bundle("test/support/as-user.ts", join(cluster().workspace, "as-user.cjs"));
  /** The command line as this user, who can read the folder and write to a state folder alone. */
  const as = (uid: number, args: readonly string[]) => {
    const state = join(here.folder, `state-${uid}`);
    mkdirSync(state, { recursive: true });
    chownSync(state, uid, uid);
    const env = { DR_RUNBOOKS_STATE: state, HOME: state };
    return startCli([String(uid), String(uid), ...args], { cwd: here.folder, program: asUser, env });
  };
  mkdirSync(here.exchange);
  chmodSync(here.exchange, 0o1777);
  const exchange = ["--approvals", here.exchange];
  const running = as(operator, ["run", "p.runbook.md", ...exchange]);
  const code = await requestOf(running);
  const own = await as(operator, ["approve", code, ...exchange, "--name", "mark"]).result;
  assert.match(own.stderr, /Neither this key nor this user is listed/);
  const hash = decodeRequest(code)?.hash ?? "";
  for (const owner of [operator, 0]) {
    const draft = join(here.folder, "draft");
    writeFileSync(draft, answerText({ decision: "approve", request: hash }), { mode: 0o644 });
    chownSync(draft, owner, owner);
    renameSync(draft, join(here.exchange, `${hash}.forged-${owner}.answer`));
  }
  await said(running, /operator's own/);
  await said(running, /number 0 is not/);
  const given = await as(other, ["approve", code, ...exchange, "--name", "mark"]).result;
  assert.equal(given.code, 0, given.stderr);
  const result = await running.result;
  assert.equal(result.code, 0, result.stdout + result.stderr);
  assert.match(result.stdout, /The file with the answer is the operator's own/);
  assert.match(result.stdout, /The user with the number 0 is not an approver/);
  assert.match(result.stdout, /second \(user daemon of that machine, as it says itself\) approved mark/);
  assert.ok(result.stdout.includes(`run by ${operator}`), result.stdout);
  const log = join(here.folder, `state-${operator}`, "audit");
  const [key = ""] = readdirSync(join(log, "keys")).filter((name) => name.endsWith(".pub"));
  const verified = await here.audit("verify", "--folder", log, "--key", join(log, "keys", key));
  assert.equal(verified.code, 0, verified.stdout);
});
