import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { parseInventory } from "../../core/cluster/inventory.ts";
import { createConnector } from "../../core/node/connector.ts";
import { listLogs, readLog } from "../../core/node/trail-reader.ts";
import type { QueryOptions, QueryOutcome, Session } from "../../core/run/ports.ts";
import { startCli } from "../cli/spawn-cli.ts";
import { sharedCluster } from "../support/cluster.ts";

const servers = sharedCluster({ name: "results", nodes: 1, replication: "none" });

async function inSession(work: (session: Session) => Promise<void>): Promise<void> {
  const [cluster] = parseInventory(await readFile(servers().sandbox.inventory, "utf8")).clusters;
  const [node] = cluster?.nodes ?? [];
  assert.ok(cluster && node);
  const outcome = await createConnector({ environment: {}, baseFolder: servers().workspace }).connect(cluster, node);
  assert.equal(outcome.status, "connected", JSON.stringify(outcome));
  if (outcome.status !== "connected") return;
  try {
    await work(outcome.session);
  } finally {
    await outcome.session.close();
  }
}

async function ok(session: Session, statement: string, options: QueryOptions = {}) {
  const outcome = await session.query(statement, options);
  assert.equal(outcome.status, "ok", String((outcome as { message?: string }).message));
  return outcome as Extract<QueryOutcome, { status: "ok" }>;
}

test("warnings of a SELECT arrive too, with rows and without, and none where there are none", () =>
  inSession(async (session) => {
    const warned = await ok(session, "SELECT 1/0 AS a, CAST('12x' AS SIGNED) AS b");
    assert.deepEqual(warned.warnings.map(({ code }) => code).toSorted(), [1292, 1365]);
    assert.deepEqual(
      (await ok(session, "SELECT 1/0 AS a FROM DUAL WHERE CAST('12x' AS SIGNED) = 1")).warnings.length,
      1,
    );
    assert.deepEqual((await ok(session, "SELECT 1 AS a")).warnings, []);
    await ok(session, "CREATE DATABASE wire");
    await ok(session, "CREATE PROCEDURE wire.warned() BEGIN SELECT 1 AS a; SELECT 1/0 AS b; END");
    assert.deepEqual((await ok(session, "CALL wire.warned()")).resultSets.length, 2);
  }));

test("all rows are hashed, kept or not, and the same rows give the same hash", () =>
  inSession(async (session) => {
    await ok(session, "SET SESSION cte_max_recursion_depth = 100000");
    const numbers = (to: number) =>
      `WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < ${to}) SELECT i, REPEAT('x', 100) FROM n`;
    const [few] = (await ok(session, numbers(30000), { maxRows: 3 })).resultSets;
    const [many] = (await ok(session, numbers(30000), { maxRows: 20000 })).resultSets;
    const [other] = (await ok(session, numbers(29999))).resultSets;
    assert.equal(few?.sha256, many?.sha256);
    assert.notEqual(few?.sha256, other?.sha256);
    assert.deepEqual([few?.rows.length, few?.rowCount, many?.rows.length, many?.rowCount], [3, 30000, 20000, 30000]);
    // By the protocol: one byte of length, then the cell, for the number and for the text.
    const wire = createHash("sha256");
    for (let i = 1; i <= 30000; i++) wire.update(`${String.fromCharCode(`${i}`.length)}${i}d${"x".repeat(100)}`);
    assert.equal(few?.sha256, wire.digest("hex"));
  }));

test("rows beyond a number of bytes are counted, not kept; the first is kept however long it is", () =>
  inSession(async (session) => {
    const long = "SELECT REPEAT('x', 3000000) AS a UNION ALL SELECT 'b' UNION ALL SELECT 'c'";
    const [two] = (await ok(session, long, { maxBytes: 3_000_100 })).resultSets;
    assert.deepEqual([two?.rows.length, two?.rowCount], [3, 3]);
    const [one] = (await ok(session, long, { maxBytes: 10 })).resultSets;
    assert.deepEqual([one?.rows.map(([cell]) => String(cell).length), one?.rowCount], [[3000000], 3]);
  }));

test("a column named __proto__ is a column like any other", () =>
  inSession(async (session) => {
    const [set] = (await ok(session, "SELECT 1 AS `__proto__`, 2 AS `constructor`")).resultSets;
    assert.deepEqual([set?.columns, set?.rows], [["__proto__", "constructor"], [[1n, 2n]]]);
  }));

/** The most memory that a process has had so far, in MiB; undefined when it is gone. */
function peakOf(pid: number | undefined): number | undefined {
  const file = `/proc/${pid}/status`;
  const line = existsSync(file) ? /VmHWM:\s*(\d+) kB/.exec(readFileSync(file, "utf8"))?.[1] : undefined;
  return line === undefined ? undefined : Number(line) / 1024;
}

test("ten million rows go through a step in at most 200 MB, and the trail has the hash of all of them", async () => {
  const { workspace } = servers();
  const count = 10_000_000;
  const path = join(workspace, "rows.runbook.md");
  const digits = "WITH RECURSIVE n AS (SELECT 0 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 9999)";
  const statement = `${digits} SELECT a.i * 1000 + b.i AS i FROM n a JOIN n b ON b.i < 1000`;
  await writeFile(
    path,
    `\`\`\`sql {name=many on=db1 timeout=5m}\nSET SESSION cte_max_recursion_depth = 10000;\n${statement};\n\`\`\`\n`,
  );
  const state = join(workspace, "rows-state");
  const started = performance.now();
  const running = startCli(["run", path, "--inventory", servers().sandbox.inventory], {
    env: { DR_RUNBOOKS_STATE: state },
    timeoutMs: 300_000,
  });
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, peakOf(running.child.pid) ?? 0)), 50);
  const { code, stdout, stderr } = await running.result;
  clearInterval(timer);
  assert.equal(code, 0, stdout + stderr);
  const seconds = (performance.now() - started) / 1000;
  console.log(`  ${count} rows in ${seconds.toFixed(1)} s, peak ${peak.toFixed(0)} MiB`);
  assert.ok(peak > 0 && peak <= 200, `${peak} MiB`);
  const [log] = await listLogs(join(state, "audit"));
  assert.ok(log);
  for await (const entry of readLog(log.location)) {
    if (entry["type"] !== "step.finished") continue;
    const text = JSON.stringify(entry);
    assert.match(text, /"rows":\[10000000\]/);
    assert.match(text, /"sha256":"[0-9a-f]{64}"/);
  }
});

test("in a session whose character set is not UTF-8 a variable that would have to be quoted is refused, and a plain one is not", async () => {
  const { workspace } = servers();
  const path = join(workspace, "names.runbook.md");
  const text = (value: string) =>
    `---\ninputs:\n  who: { type: string }\n---\n\`\`\`sql {name=names on=db1}\nSET NAMES gbk;\nSELECT ${value} AS who;\n\`\`\`\n`;
  await writeFile(path, text("${who}"));
  const run = (who: string) =>
    startCli(["run", path, "--inventory", servers().sandbox.inventory, "--input", `who=${who}`], {
      env: { DR_RUNBOOKS_STATE: join(workspace, "names-state") },
    }).result;
  // 0xBF5C is one character in gbk: the backslash that protects the quote would be its second half.
  const hostile = await run("\u00bf' OR 1=1 -- ");
  assert.equal(hostile.code, 1);
  assert.match(hostile.stdout, /character set is gbk.*SET NAMES utf8mb4/);
  assert.equal((await run("alice")).code, 0);
});

test("results that are too long for an entry are kept beside the log, whole, with secrets replaced, and shown from there", async () => {
  const { workspace, sandbox } = servers();
  const numbers = "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 400)";
  const text = [
    "---\ncluster: results\ninputs:\n  word: { type: secret }\n---\n\n",
    "```sql {name=long on=db1}\n",
    `${numbers} SELECT i, CONCAT('row ', i, ' ', \${word}) AS note, NULL AS nothing, 9007199254740993 AS exact FROM n;\n`,
    "```\n\n```sql {name=short on=db1}\nSELECT REPEAT('y', 3000) AS y;\n```\n",
  ].join("");
  await writeFile(join(workspace, "long.runbook.md"), text);
  const env = { DR_RUNBOOKS_STATE: join(workspace, "long-state") };
  const cli = (args: readonly string[]) => startCli(args, { cwd: workspace, env }).result;
  assert.ok(existsSync(sandbox.inventory));
  const ran = await cli(["run", "long.runbook.md", "--input", "word=open-sesame-42"]);
  assert.equal(ran.code, 0, ran.stdout + ran.stderr);
  const [log] = await listLogs(join(env.DR_RUNBOOKS_STATE, "audit"));
  assert.ok(log);
  const finished = [];
  for await (const entry of readLog(log.location)) if (entry["type"] === "step.finished") finished.push(entry);
  const [long, short] = finished;
  assert.ok(Array.isArray(long?.["kept"]) && !("kept" in (short ?? {})));
  assert.match(JSON.stringify(short), /"head":"y\\ny{3000}"/);
  const shown = await cli(["audit", "show", "latest", "--output", String(long?.["seq"])]);
  assert.equal(shown.code, 0, shown.stderr);
  const [title, head, ...rows] = shown.stdout.trimEnd().split("\n");
  assert.equal(title, "── db1 rows ──");
  assert.deepEqual(JSON.parse(head ?? ""), {
    statement: 1,
    columns: ["i", "note", "nothing", "exact"],
    rows: 400,
    kept: 400,
  });
  assert.equal(rows.length, 400);
  const [, note, nothing, exact] = JSON.parse(rows[399] ?? "[]") as unknown[];
  assert.deepEqual([nothing, exact], [null, "9007199254740993"]);
  assert.match(String(note), /^row 400 /);
  assert.doesNotMatch(shown.stdout, /open-sesame/);
  assert.equal((await cli(["audit", "verify"])).code, 0);
  const none = await cli(["audit", "show", "latest", "--output", String(short?.["seq"])]);
  assert.deepEqual([none.code, /Nothing was kept/.test(none.stderr)], [1, true]);
});

test("what a routine returned before it failed is kept, and that it failed leaves its effect unknown", async () => {
  const { workspace } = servers();
  await writeFile(
    join(workspace, "partial.runbook.md"),
    "---\ncluster: results\n---\n\n```sql {name=prepare on=db1}\nCREATE DATABASE part;\nCREATE PROCEDURE part.half() BEGIN SELECT 'seen' AS first_result; SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'stop here'; END;\n```\n\n```sql {name=half on=db1}\nCALL part.half();\n```\n"
      .replace("CREATE PROCEDURE", "DELIMITER //\nCREATE PROCEDURE")
      .replace("END;", "END//\nDELIMITER ;"),
  );
  const env = { DR_RUNBOOKS_STATE: join(workspace, "partial-state") };
  const ran = await startCli(["run", "partial.runbook.md", "--yes"], { cwd: workspace, env }).result;
  assert.equal(ran.code, 1, ran.stdout + ran.stderr);
  assert.match(ran.stdout, /first_result[\s\S]*seen[\s\S]*stop here/);
  assert.match(ran.stdout, /effect on db1 is UNKNOWN/);
  const [log] = await listLogs(join(env.DR_RUNBOOKS_STATE, "audit"));
  assert.ok(log);
  let recorded = "";
  for await (const entry of readLog(log.location)) recorded += JSON.stringify(entry);
  assert.match(recorded, /first_result\\nseen/);
});
