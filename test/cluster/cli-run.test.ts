import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type CliOptions, type CliResult, type RunningCli, startCli } from "../cli/spawn-cli.ts";
import { sharedCluster } from "../support/cluster.ts";

const cluster = sharedCluster({ name: "orders", nodes: 2 });

let schema: Promise<unknown> | undefined;

/** The table that the steps write to, made once. */
function ready(): Promise<unknown> {
  schema ??= cluster()
    .query("db1", "CREATE DATABASE app")
    .then(() => cluster().query("db1", "CREATE TABLE app.marks (name VARCHAR(64) PRIMARY KEY)"));
  return schema;
}

type Entry = Readonly<Record<string, unknown>> & { readonly type: string; readonly step?: { readonly name?: string } };

interface Failed extends CliResult {
  readonly entries: readonly Entry[];
}

let count = 0;

/** The tail of every runbook here: whether it ran can be seen on the server. */
const mark = (name: string) =>
  `\n\`\`\`sql {name=after on=source}\nINSERT INTO app.marks VALUES ('${name}');\n\`\`\`\n`;

async function start(
  text: string | Uint8Array,
  args: readonly string[],
  options: CliOptions,
): Promise<{ readonly running: RunningCli; readonly env: Record<string, string> }> {
  await ready();
  const name = `case-${++count}`;
  writeFileSync(join(cluster().workspace, `${name}.runbook.md`), text);
  const env = { DR_RUNBOOKS_STATE: join(cluster().workspace, name) };
  const running = startCli(["run", `${name}.runbook.md`, ...args], {
    cwd: cluster().workspace,
    ...options,
    env: { ...env, ...options.env },
  });
  return { running, env };
}

async function cli(args: readonly string[], env: Record<string, string>): Promise<CliResult> {
  return startCli(args, { cwd: cluster().workspace, env }).result;
}

/** Runs a runbook that must fail: nothing after the failure happened, and the trail is whole. */
async function fails(
  name: string,
  head: string | Uint8Array,
  options: CliOptions & {
    readonly code?: number;
    readonly args?: readonly string[];
    readonly during?: (running: RunningCli) => Promise<void>;
  } = {},
): Promise<Failed> {
  const text = typeof head === "string" ? head + mark(name) : Buffer.concat([head, Buffer.from(mark(name))]);
  const { running, env } = await start(text, options.args ?? [], options);
  await options.during?.(running);
  const result = await running.result;
  assert.equal(result.code, options.code ?? 1, result.stdout + result.stderr);
  const marks = await cluster().query("db1", `SELECT name FROM app.marks WHERE name = '${name}'`);
  assert.deepEqual(marks, [], "a step after the failure was run");
  const shown = await cli(["audit", "show", "latest", "--format", "json"], env);
  assert.equal(shown.code, 0, shown.stderr);
  const entries = shown.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Entry);
  assert.equal(entries.at(-1)?.type, "log.closed");
  assert.ok(
    !entries.some((entry) => entry.type === "step.intended" && entry.step?.name === "after"),
    "the trail has an intent for a step after the failure",
  );
  const verify = await cli(["audit", "verify"], env);
  assert.equal(verify.code, 0, verify.stdout);
  assert.match(verify.stdout, /^VERIFIED /);
  return { ...result, entries };
}

function finished(entries: readonly Entry[], step: string): string {
  const entry = entries.find(({ type, step: of }) => type === "step.finished" && of?.name === step);
  assert.ok(entry, `the trail has no outcome of ${step}`);
  return JSON.stringify(entry);
}

/** Waits until a statement with this text runs on the node; returns the ids of its connections. */
async function processesWith(node: string, text: string): Promise<unknown[]> {
  const rows = await cluster().query(
    node,
    `SELECT ID FROM information_schema.processlist WHERE INFO LIKE '%${text}%' AND ID <> CONNECTION_ID()`,
  );
  return rows.map((row) => row["ID"]);
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 150; attempt++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`${what}: not within 15 s`);
}

test("a runbook that goes well runs every step, exits with 0 and verifies", async () => {
  const { running, env } = await start(
    "```sql {name=count on=source}\n-- @expect n == 0\n-- @capture n = n\nSELECT COUNT(*) AS n FROM app.marks;\n```\n\n```sql {name=status on=replicas}\nSHOW REPLICA STATUS\\G\n```\n" +
      mark("well"),
    [],
    {},
  );
  const { code, stdout, stderr } = await running.result;
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /▶ 1\/3 count {2}on db1/);
  assert.match(stdout, /│ n │/);
  assert.match(stdout, /✓ n == 0/);
  assert.match(stdout, /▶ 2\/3 status {2}on db2/);
  assert.match(stdout, /Replica_IO_Running: Yes/);
  assert.match(stdout, /1 row affected/);
  assert.match(stdout, /3 of 3 steps succeeded/);
  assert.deepEqual(await cluster().query("db1", "SELECT name FROM app.marks WHERE name = 'well'"), [{ name: "well" }]);
  assert.match((await cli(["audit", "verify"], env)).stdout, /^VERIFIED /);
});

test("a statement that fails stops its block and the run", async () => {
  const text =
    "```sql {name=broken on=source}\nSELECT 1;\nSELECT * FROM app.no_such_table;\nINSERT INTO app.marks VALUES ('statement');\n```\n";
  const { stdout, entries } = await fails("statement", text);
  assert.match(stdout, /ERROR 1146 \(42S02\)/);
  assert.match(stdout, /✘ broken failed on db1/);
  assert.match(finished(entries, "broken"), /1146/);
});

test("a server killed in the middle of a statement leaves an unknown effect that is said aloud", async () => {
  const { stdout, entries } = await fails(
    "killed",
    "```sql {name=doomed on=db2 risk=changes}\nSELECT SLEEP(31);\n```\n",
    {
      during: async () => {
        await until("the statement runs", async () => (await processesWith("db2", "SLEEP(31)")).length > 0);
        await cluster().kill("db2");
      },
    },
  );
  assert.match(stdout, /✘ doomed failed on db2/);
  assert.match(stdout, /Its effect on db2 is UNKNOWN/);
  assert.match(stdout, /no result/);
  assert.match(finished(entries, "doomed"), /"effect":"unknown"/);
  await cluster().start("db2");
});

test("a step on a node that is down names the step and the node", async () => {
  await cluster().kill("db2");
  try {
    const { stdout, stderr } = await fails("down", "```sql {name=ask-replica on=db2}\nSELECT 1;\n```\n");
    assert.match(stdout + stderr, /ask-replica/);
    assert.match(stdout + stderr, /db2.*(refused|unreachable|connect)/i);
  } finally {
    await cluster().start("db2");
  }
});

test("a timeout stops the statement on the server", async () => {
  const { stdout, entries } = await fails(
    "timeout",
    "```sql {name=slow on=source timeout=1s}\nSELECT SLEEP(32);\n```\n",
  );
  assert.match(stdout, /slow timed out on db1/);
  assert.doesNotMatch(stdout, /could not be sent/);
  assert.match(finished(entries, "slow"), /timeout|timed-out/);
  await until("the statement is gone", async () => (await processesWith("db1", "SLEEP(32)")).length === 0);
});

test("Ctrl-C stops the statement on the server and ends with exit code 130", async () => {
  const { stdout, entries } = await fails("interrupted", "```sql {name=long on=source}\nSELECT SLEEP(33);\n```\n", {
    code: 130,
    during: async (running) => {
      await until("the statement runs", async () => (await processesWith("db1", "SLEEP(33)")).length > 0);
      running.child.kill("SIGINT");
    },
  });
  assert.match(stdout, /long cancelled on db1/);
  assert.doesNotMatch(stdout, /✔ long/);
  assert.doesNotMatch(stdout, /could not be sent/);
  assert.match(finished(entries, "long"), /cancelled/);
  assert.deepEqual(await processesWith("db1", "SLEEP(33)"), []);
});

test("Ctrl-C ends a script with everything that it started", async () => {
  const file = join(cluster().workspace, "survivor");
  const { entries } = await fails("script", "```sh {name=long}\n(sleep 3; touch survivor) &\nsleep 30\n```\n", {
    code: 130,
    during: async (running) => {
      await until("the step started", async () => running.stdout().includes("long"));
      await new Promise((resolve) => setTimeout(resolve, 500));
      running.child.kill("SIGINT");
    },
  });
  assert.match(finished(entries, "long"), /cancelled/);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  assert.equal(existsSync(file), false, "a child of the script lived on");
});

test("a cluster that does not exist is said with the ones that do", async () => {
  const { stderr } = await fails("no-cluster", "```sql {name=first}\nSELECT 1;\n```\n", {
    code: 2,
    args: ["--cluster", "billing"],
  });
  assert.match(stderr, /billing[\s\S]*orders/);
});

test("a wrong password names the node and the user, not the password", async () => {
  const { stdout, stderr, entries } = await fails("password", "```sql {name=first on=source}\nSELECT 1;\n```\n", {
    env: { DR_RUNBOOKS_PASSWORD_ORDERS: "wr0ng-passw0rd" },
  });
  assert.match(stdout + stderr, /db1/);
  assert.match(stdout + stderr, /first/);
  assert.match(stdout + stderr, /password|denied/i);
  assert.doesNotMatch(stdout + stderr + JSON.stringify(entries), /wr0ng-passw0rd/);
});

test("a replica that does not replicate fails the expectation, with the values seen", async () => {
  await cluster().query("db2", "STOP REPLICA");
  try {
    const text =
      '```sql {name=replicating on=db2}\n-- @expect Replica_IO_Running == "Yes" && Replica_SQL_Running == "Yes"\nSHOW REPLICA STATUS\\G\n```\n';
    const { stdout, entries } = await fails("replica", text);
    assert.match(stdout, /✗ Replica_IO_Running == "Yes"/);
    assert.match(stdout, /replicating failed on db2/);
    assert.match(finished(entries, "replicating"), /db2/);
  } finally {
    await cluster().query("db2", "START REPLICA");
  }
});

test("an undefined variable is an error before the first step", async () => {
  const text =
    "```sql {name=before on=source}\nINSERT INTO app.marks VALUES ('undefined');\n```\n\n```sql {name=uses on=source}\nSELECT ${nowhere};\n```\n";
  const { stdout, stderr, entries } = await fails("undefined", text);
  assert.match(stdout + stderr, /uses[\s\S]*nowhere|nowhere[\s\S]*uses/);
  assert.ok(!entries.some((entry) => entry.type === "step.intended"));
});

test("a runbook that is not UTF-8 is not run, and the attempt is on record", async () => {
  const { stderr, entries } = await fails("utf8", Buffer.from("```sql {name=first}\nSELECT '\xe9';\n```\n", "latin1"), {
    code: 2,
  });
  assert.match(stderr, /not UTF-8[\s\S]*Step first/);
  assert.match(JSON.stringify(entries), /not UTF-8/);
});

test("a step whose fence is never closed does not run", async () => {
  const { stdout, stderr, entries } = await fails(
    "unclosed",
    "```sql {name=fine on=source}\nSELECT 1;\n```\n\n````sql {name=open on=source}\nINSERT INTO app.marks VALUES ('unclosed');\n",
  );
  assert.match(stdout + stderr, /open/);
  assert.match(stdout + stderr, /closed/);
  assert.match(JSON.stringify(entries), /closed/);
});

test("events of a run on a server are JSON, one per line, with exact values", async () => {
  const { running } = await start(
    "```sql {name=exact on=source}\nSELECT 18446744073709551615 AS n, X'00FF' AS b, NULL AS z;\n```\n",
    ["--format", "json"],
    {},
  );
  const { code, stdout } = await running.result;
  assert.equal(code, 0, stdout);
  const events = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { type: string; statement?: { resultSets: { rows: unknown }[] } });
  const rows = events.find((event) => event.type === "statement-finished")?.statement?.resultSets[0]?.rows;
  assert.deepEqual(rows, [["18446744073709551615", { base64: "AP8=" }, null]]);
});
