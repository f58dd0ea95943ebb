import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { createConnection } from "mysql2/promise";
import { sinkSchema } from "../../core/audit/sink-schema.ts";
import { splitStatements } from "../../core/mysql/sql/statements.ts";
import { runCli } from "../cli/spawn-cli.ts";
import { sharedCluster } from "../support/cluster.ts";

const cluster = sharedCluster({ name: "team", nodes: 1, replication: "none" });

async function prepare(name: string, sinks: string): Promise<{ cwd: string; env: Record<string, string> }> {
  const cwd = join(cluster().workspace, name);
  const audit = join(cwd, "state", "audit");
  mkdirSync(audit, { recursive: true, mode: 0o700 });
  writeFileSync(join(audit, "sinks.yaml"), sinks);
  writeFileSync(join(cwd, "doc.md"), "```sh {name=a}\ntouch ran-a\n```\n\n```sh {name=b}\ntouch ran-b\n```\n");
  return { cwd, env: { DR_RUNBOOKS_STATE: join(cwd, "state"), DR_RUNBOOKS_PASSWORD_TRAIL: "writer's \\ secret" } };
}

/** The trail's own inventory: the same server, as the account that can only add. */
function writeInventory(): string {
  const { host, port } = cluster().node("db1");
  const path = join(cluster().workspace, "trail.yaml");
  writeFileSync(
    path,
    `trail:\n  flavor: mysql\n  user: dr_trail_writer\n  nodes:\n    db1: { host: ${host}, port: ${port} }\n`,
  );
  return path;
}

let created: Promise<void> | undefined;
function createTables(): Promise<void> {
  created ??= (async () => {
    const { stdout } = await runCli(["audit", "sink", "--print-sql"]);
    assert.equal(stdout, sinkSchema);
    const sql = stdout
      .replace("<password of the writer>", "'writer''s \\\\ secret'")
      .replace("<password of the reader>", "'r'");
    for (const { text } of splitStatements(sql).statements) await cluster().query("db1", text);
  })();
  return created;
}

test("the statements for a sink create nothing until passwords are put in", async () => {
  const { stdout } = await runCli(["audit", "sink", "--print-sql"]);
  const [first] = splitStatements(stdout).statements;
  assert.match(first?.text ?? "", /CREATE USER/);
  await assert.rejects(cluster().query("db1", first?.text ?? ""), /syntax/);
});

test("every line and every checkpoint of a run is in the database of the team, byte by byte", async (t) => {
  await createTables();
  const { cwd, env } = await prepare(
    "mysql",
    `- { kind: mysql, inventory: ${writeInventory()}, cluster: trail, required: true }\n`,
  );
  const run = await runCli(["run", "doc.md"], { cwd, env });
  assert.equal(run.code, 0, run.stderr + run.stdout);
  const { logs } = JSON.parse((await runCli(["audit", "list", "--format", "json"], { cwd, env })).stdout);
  const text = readFileSync(logs[0].location, "utf8");
  const rows = await cluster().query(
    "db1",
    "SELECT seq, CONVERT(line USING utf8mb4) AS line, LOWER(HEX(hash)) = SHA2(CONCAT(CHAR(0), line), 256) AS hashed FROM dr_runbooks_trail.entries ORDER BY seq",
  );
  assert.equal(rows.map(({ line }) => `${line}\n`).join(""), text);
  assert.ok(rows.every(({ hashed }) => Number(hashed) === 1));
  const notes = await cluster().query("db1", "SELECT note FROM dr_runbooks_trail.checkpoints ORDER BY size");
  assert.equal(
    notes.map(({ note }) => note).join(""),
    readFileSync(join(logs[0].location, "..", "checkpoints"), "utf8"),
  );
  // What the database keeps finds what the machine itself could hide.
  writeFileSync(join(cwd, "anchors.txt"), notes.map(({ note }) => note).join(""));
  const verify = await runCli(["audit", "verify", "--all", "--anchor", "anchors.txt"], { cwd, env });
  assert.equal(verify.code, 0, verify.stdout);
  assert.match(verify.stdout, /anchored by a checkpoint that was kept elsewhere/);
  t.diagnostic(`${rows.length} lines and ${notes.length} checkpoints`);
});

test("a sink whose server does not commit by itself still has what it acknowledged", async () => {
  await createTables();
  const { cwd, env } = await prepare(
    "uncommitted",
    `- { kind: mysql, inventory: ${writeInventory()}, cluster: trail, required: true }\n`,
  );
  await cluster().query("db1", "SET GLOBAL autocommit = 0");
  try {
    const run = await runCli(["run", "doc.md"], { cwd, env });
    assert.equal(run.code, 0, run.stderr + run.stdout);
    const { logs } = JSON.parse((await runCli(["audit", "list", "--format", "json"], { cwd, env })).stdout);
    for (const [table, file] of [
      ["entries", logs[0].location],
      ["checkpoints", join(logs[0].location, "..", "checkpoints")],
    ] as const) {
      const [kept] = await cluster().query(
        "db1",
        `SELECT COUNT(*) AS n FROM dr_runbooks_trail.${table} WHERE log = '${logs[0].logId}'`,
      );
      const written = readFileSync(file, "utf8").match(table === "entries" ? /\n/g : /^— /gm);
      assert.equal(Number(kept?.["n"]), written?.length, table);
    }
  } finally {
    await cluster().query("db1", "SET GLOBAL autocommit = 1");
  }
});

test("the account of the sink can add rows, and neither read, change nor remove any", async () => {
  await createTables();
  const { host, port } = cluster().node("db1");
  const writer = await createConnection({ host, port, user: "dr_trail_writer", password: "writer's \\ secret" });
  try {
    for (const statement of [
      "UPDATE dr_runbooks_trail.entries SET line = ''",
      "DELETE FROM dr_runbooks_trail.entries",
      "TRUNCATE TABLE dr_runbooks_trail.entries",
      "DROP TABLE dr_runbooks_trail.entries",
      "SELECT * FROM dr_runbooks_trail.entries",
      "REPLACE INTO dr_runbooks_trail.entries (log, seq, type, hash, line) VALUES ('l', 0, 't', '', '')",
      "INSERT INTO dr_runbooks_trail.entries (log, seq, type, hash, line) VALUES ('l', 0, 't', '', '') ON DUPLICATE KEY UPDATE line = ''",
      "ALTER TABLE dr_runbooks_trail.entries ADD x INT",
    ]) {
      await assert.rejects(writer.query(statement), /denied/, statement);
    }
  } finally {
    await writer.end();
  }
});

test("a required sink that does not answer stops the run before anything is done", async () => {
  const path = join(cluster().workspace, "nowhere.yaml");
  writeFileSync(path, "trail:\n  flavor: mysql\n  nodes:\n    db1: { host: 127.0.0.1, port: 1 }\n");
  const sinks = `- { kind: mysql, inventory: ${path}, cluster: trail, required: true }\n`;
  const { cwd, env } = await prepare("dead", sinks);
  const { code, stdout, stderr } = await runCli(["run", "doc.md"], { cwd, env });
  assert.equal(code, 1, stdout + stderr);
  assert.match(stdout + stderr, /could not be sent to the cluster trail/);
  assert.ok(!existsSync(join(cwd, "ran-a")) && !existsSync(join(cwd, "ran-b")));
  // The same place, not required: the run goes on.
  writeFileSync(
    join(env["DR_RUNBOOKS_STATE"] ?? "", "audit", "sinks.yaml"),
    sinks.replace("required: true", "required: false"),
  );
  assert.equal((await runCli(["run", "doc.md"], { cwd, env })).code, 0);
  assert.ok(existsSync(join(cwd, "ran-b")));
});

test("a required sink that fails in the middle of a run stops it there", async () => {
  await createTables();
  const inventory = writeInventory();
  const { cwd, env } = await prepare(
    "middle",
    `- { kind: mysql, inventory: ${inventory}, cluster: trail, required: true }\n`,
  );
  writeFileSync(
    join(cwd, "doc.md"),
    "```sh {name=a}\ntouch ran-a\nuntil [ -e go ]; do sleep 0.05; done\n```\n\n```sh {name=b}\ntouch ran-b\n```\n",
  );
  const running = runCli(["run", "doc.md"], { cwd, env });
  for (let turn = 0; turn < 300 && !existsSync(join(cwd, "ran-a")); turn++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  await cluster().query("db1", "REVOKE INSERT ON dr_runbooks_trail.entries FROM 'dr_trail_writer'@'%'");
  writeFileSync(join(cwd, "go"), "");
  const { code, stdout, stderr } = await running;
  await cluster().query("db1", "GRANT INSERT ON dr_runbooks_trail.entries TO 'dr_trail_writer'@'%'");
  assert.equal(code, 1, stdout + stderr);
  assert.match(stdout + stderr, /could not be sent/);
  assert.ok(existsSync(join(cwd, "ran-a")) && !existsSync(join(cwd, "ran-b")));
});

test("sinks that can't be followed stop the run and say why", async () => {
  for (const [sinks, message] of [
    ["- { kind: syslog, udp: 127.0.0.1:514, required: true }\n", /can't be required/],
    ["- { kind: carrier-pigeon }\n", /mysql or syslog/],
    ["{ kind\n", /sinks\.yaml/],
  ] as const) {
    const { cwd, env } = await prepare("wrong", sinks);
    const { code, stdout, stderr } = await runCli(["run", "doc.md"], { cwd, env });
    assert.equal(code, 1, stdout + stderr);
    assert.match(stdout + stderr, message);
    assert.ok(!existsSync(join(cwd, "ran-a")));
    rmSync(cwd, { recursive: true });
  }
});

test("syslog over UDP gets every hash and every checkpoint", async () => {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const seen: string[] = [];
  socket.on("message", (data) => seen.push(data.toString()));
  try {
    const { cwd, env } = await prepare("udp", `- { kind: syslog, udp: "127.0.0.1:${socket.address().port}" }\n`);
    assert.equal((await runCli(["run", "doc.md"], { cwd, env })).code, 0);
    assert.ok(
      seen.every((text) => /^<85>1 \S+ \S+ dr-runbooks \d+ trail - log=/.test(text)),
      seen[0],
    );
    assert.equal(seen.filter((text) => / seq=\d+ type=\S+ hash=[0-9a-f]{64}$/.test(text)).length, 8);
    assert.ok(seen.some((text) => / checkpoint size=8 root=[0-9a-f]{64}$/.test(text)));
  } finally {
    socket.close();
  }
});

const listener = `
import os, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("ready", flush=True)
while True: print(s.recv(65536).decode(), flush=True)`;

test("the local syslog socket gets every hash, and a run stops where it is required and gone", async (t) => {
  const path = join(cluster().workspace, "log.sock");
  const child = spawn("python3", ["-c", listener, path], { stdio: ["ignore", "pipe", "ignore"] });
  const started = await Promise.race([once(child.stdout, "data"), once(child, "error"), once(child, "close")]);
  if (!String(started[0]).startsWith("ready")) return t.skip("python3, which plays the system's log, is not there");
  let seen = "";
  child.stdout.on("data", (data: Buffer) => (seen += data.toString()));
  try {
    const { cwd, env } = await prepare("local", `- { kind: syslog, socket: ${path}, required: true }\n`);
    const run = await runCli(["run", "doc.md"], { cwd, env });
    assert.equal(run.code, 0, run.stderr);
    for (let turn = 0; turn < 40 && !seen.includes("size=8"); turn++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(seen.split("\n").filter((line) => /seq=\d+ type=\S+ hash=/.test(line)).length, 8, seen);
    child.kill();
    rmSync(path);
    rmSync(join(cwd, "ran-a"));
    const refused = await runCli(["run", "doc.md"], { cwd, env });
    assert.equal(refused.code, 1, refused.stdout);
    assert.ok(!existsSync(join(cwd, "ran-a")));
  } finally {
    child.kill();
  }
});
