import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { parseInventory } from "../../core/cluster/inventory.ts";
import type { Cluster, ClusterNode, ClusterTls } from "../../core/cluster/inventory-types.ts";
import { createConnector } from "../../core/node/connector.ts";
import type { QueryOutcome, Session } from "../../core/run/ports.ts";
import { openCluster, type TestCluster } from "../support/cluster.ts";

let servers: TestCluster;
let cluster: Cluster;
let db1: ClusterNode;
const connector = createConnector({ environment: {} });

before(async () => {
  servers = await openCluster({ name: "wire", nodes: 1, replication: "none" });
  const [found] = parseInventory(await readFile(servers.sandbox.inventory, "utf8")).clusters;
  assert.ok(found?.nodes[0]);
  cluster = found;
  db1 = found.nodes[0];
});
after(() => servers?.close());

async function connect(to: Partial<Cluster> = {}, node: Partial<ClusterNode> = {}): Promise<Session> {
  const outcome = await connector.connect({ ...cluster, ...to }, { ...db1, ...node });
  if (outcome.status !== "connected") throw new Error(outcome.message);
  return outcome.session;
}

async function refusal(to: Partial<Cluster>, node: Partial<ClusterNode> = {}): Promise<string> {
  const outcome = await connector.connect({ ...cluster, ...to }, { ...db1, ...node });
  if (outcome.status === "connected") await outcome.session.close();
  return outcome.status === "refused" ? outcome.message : "connected";
}

async function inSession(work: (session: Session) => Promise<void>): Promise<void> {
  const session = await connect();
  try {
    await work(session);
  } finally {
    await session.close();
  }
}

type Ok = Extract<QueryOutcome, { status: "ok" }>;

async function ok(session: Session, statement: string, options: { maxRows?: number } = {}): Promise<Ok> {
  const outcome = await session.query(statement, options);
  assert.equal(
    outcome.status,
    "ok",
    JSON.stringify(outcome, (_, value) => (typeof value === "bigint" ? `${value}` : value)),
  );
  return outcome as Ok;
}

/** Statements that run on the server now, but for this question itself. */
async function running(): Promise<string[]> {
  const rows = await servers.query(
    "db1",
    "SELECT INFO AS info FROM performance_schema.processlist WHERE COMMAND = 'Query' AND ID <> CONNECTION_ID()",
  );
  return rows.map((row) => String(row["info"]));
}

test("values arrive exactly: 64-bit integers, decimals, dates, bytes, NULL, and two columns of one name", () =>
  inSession(async (session) => {
    const { resultSets } = await ok(
      session,
      "SELECT 18446744073709551615 AS a, -9223372036854775808 AS a, 12345678901234567890.10 AS d, 0.1e0 AS f, X'00FF80' AS b, NULL AS n, DATE'2026-01-31' AS dt, TIME'-838:59:59' AS t, CAST('{\"k\": 9007199254740993}' AS JSON) AS j, 'é😀' AS s, b'101' AS bits, '?' AS q",
    );
    assert.deepEqual(resultSets[0]?.columns, ["a", "a", "d", "f", "b", "n", "dt", "t", "j", "s", "bits", "q"]);
    assert.deepEqual(resultSets[0]?.rows, [
      [
        18446744073709551615n,
        -9223372036854775808n,
        "12345678901234567890.10",
        0.1,
        Uint8Array.of(0, 255, 128),
        null,
        "2026-01-31",
        "-838:59:59",
        '{"k": 9007199254740993}',
        "é😀",
        Uint8Array.of(5),
        "?",
      ],
    ]);
  }));

test("rows beyond the limit are counted, not kept", () =>
  inSession(async (session) => {
    await ok(session, "SET SESSION cte_max_recursion_depth = 100000");
    const numbers = "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 50000) SELECT i FROM n";
    const [result] = (await ok(session, numbers, { maxRows: 3 })).resultSets;
    assert.deepEqual([result?.rows, result?.rowCount], [[[1n], [2n], [3n]], 50000]);
  }));

test("a routine's result sets all arrive, and warnings with their text", () =>
  inSession(async (session) => {
    await ok(session, "CREATE DATABASE IF NOT EXISTS wire");
    await ok(session, "USE wire");
    const warned = await ok(session, "CREATE DATABASE IF NOT EXISTS wire");
    assert.deepEqual(
      warned.warnings.map(({ level, code }) => [level, code]),
      [["Note", 1007]],
    );
    await ok(session, "CREATE PROCEDURE two() BEGIN SELECT 1 AS a; SELECT 2 AS b, 3 AS c; END");
    const { resultSets } = await ok(session, "CALL two()");
    assert.deepEqual(
      resultSets.map(({ columns, rows }) => [columns, rows]),
      [
        [["a"], [[1n]]],
        [["b", "c"], [[2n, 3n]]],
      ],
    );
  }));

test("several statements in one text are an error, not several statements", () =>
  inSession(async (session) => {
    assert.equal((await session.query("SELECT 1; SELECT 2")).status, "error");
  }));

test("an UPDATE that changes nothing affects no row", () =>
  inSession(async (session) => {
    await ok(session, "CREATE DATABASE IF NOT EXISTS wire");
    await ok(session, "CREATE TABLE wire.t (i INT PRIMARY KEY)");
    await ok(session, "INSERT INTO wire.t VALUES (1), (2)");
    assert.equal((await ok(session, "UPDATE wire.t SET i = i")).affectedRows, 0);
  }));

test("LOAD DATA LOCAL is refused, even when the server allows it", () =>
  inSession(async (session) => {
    await ok(session, "SET GLOBAL local_infile = ON");
    await ok(session, "CREATE DATABASE IF NOT EXISTS wire");
    await ok(session, "CREATE TABLE IF NOT EXISTS wire.lines (line TEXT)");
    const outcome = await session.query(`LOAD DATA LOCAL INFILE '${servers.sandbox.inventory}' INTO TABLE wire.lines`);
    assert.equal(outcome.status, "error");
    assert.deepEqual((await ok(session, "SELECT COUNT(*) FROM wire.lines")).resultSets[0]?.rows, [[0n]]);
    assert.equal(session.open, true);
  }));

test("an aborted statement is gone from the server, and its session goes on", () =>
  inSession(async (session) => {
    await ok(session, "CREATE DATABASE IF NOT EXISTS wire");
    await ok(session, "CREATE TABLE wire.slow (i INT)");
    const abort = new AbortController();
    const statement = "INSERT INTO wire.slow SELECT SLEEP(1) FROM information_schema.columns";
    const pending = session.query(statement, { signal: abort.signal });
    while (!(await running()).includes(statement)) await new Promise((resolve) => setTimeout(resolve, 20));
    abort.abort();
    const outcome = await pending;
    assert.ok(outcome.status === "aborted" && outcome.effect === "none", outcome.status);
    assert.deepEqual(
      (await running()).filter((text) => text === statement),
      [],
    );
    assert.deepEqual((await ok(session, "SELECT COUNT(*) FROM wire.slow")).resultSets[0]?.rows, [[0n]]);
  }));

test("a routine that was interrupted may have done a part of its work: its effect is unknown", () =>
  inSession(async (session) => {
    await ok(session, "CREATE DATABASE IF NOT EXISTS wire");
    await ok(session, "CREATE TABLE wire.part (i INT)");
    await ok(
      session,
      "CREATE PROCEDURE wire.part() BEGIN INSERT INTO wire.part VALUES (1); SELECT SLEEP(60) FROM wire.part; END",
    );
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 300);
    const outcome = await session.query("CALL wire.part()", { signal: abort.signal });
    assert.ok(outcome.status === "aborted" && outcome.effect === "unknown");
    assert.deepEqual((await ok(session, "SELECT COUNT(*) FROM wire.part")).resultSets[0]?.rows, [[1n]]);
  }));

test("a password is accepted over TCP in clear text, by a public key of the server's", async () => {
  await servers.query("db1", "CREATE USER wire IDENTIFIED BY 'p w\"''é'");
  const own = createConnector({ environment: { DR_RUNBOOKS_PASSWORD_WIRE: "p w\"'é" } });
  const { defaultsFile: _, ...bare } = cluster;
  const outcome = await own.connect({ ...bare, user: "wire" }, db1);
  assert.equal(outcome.status, "connected", "message" in outcome ? outcome.message : "");
  if (outcome.status !== "connected") return;
  assert.deepEqual([outcome.session.identity.user, outcome.session.identity.tls], ["wire@%", undefined]);
  await outcome.session.close();
});

test("a wrong password, a closed port and an unknown host each say what to do, with node and place", async () => {
  const place = `db1 \\(127\\.0\\.0\\.1:${db1.port}\\)`;
  const { defaultsFile: _, ...bare } = cluster;
  const wrong = await createConnector({ environment: { DR_RUNBOOKS_PASSWORD: "no-such-secret" } }).connect(
    { ...bare, user: "wire" },
    db1,
  );
  assert.ok(wrong.status === "refused" && wrong.errno === 1045);
  assert.match(wrong.message, new RegExp(`^${place}: Access denied .*DR_RUNBOOKS_PASSWORD_WIRE`));
  assert.doesNotMatch(wrong.message, /no-such-secret/);
  assert.match(await refusal({}, { port: 1 }), /^db1 \(127\.0\.0\.1:1\): nothing listens there .*Start the instance/);
  assert.match(
    await refusal({}, { host: "nowhere.invalid" }),
    /^db1 \(nowhere\.invalid:\d+\): the host name is unknown/,
  );
  assert.match(await refusal({ defaultsFile: "/does/not/exist.cnf" }), /does not exist/);
});

test("TLS is checked as asked: chain, and the name of the very address", async () => {
  const { folder } = servers.sandbox;
  const [{ datadir } = { datadir: "" }] = (await servers.query("db1", "SELECT @@datadir AS datadir")) as {
    datadir: string;
  }[];
  const ca = join(datadir || dirname(folder), "ca.pem");
  const tls = (verify: ClusterTls["verify"], file?: string): ClusterTls => ({ verify, ...(file ? { ca: file } : {}) });
  for (const checked of [tls("none"), tls("ca", ca)]) {
    const session = await connect({ tls: checked });
    assert.match(session.identity.tls ?? "", /^TLSv1\.[23]$/);
    assert.match(session.identity.certificateSha256 ?? "", /^[0-9a-f]{64}$/);
    await session.close();
  }
  assert.match(await refusal({ tls: tls("ca") }), /TLS failed: self-signed certificate/);
  // The server's own certificate names no address: neither the IP nor `localhost` is in it.
  assert.match(await refusal({ tls: tls("identity", ca) }), /TLS failed: Hostname\/IP does not match.*127\.0\.0\.1/);
  assert.match(
    await refusal({ tls: tls("identity", ca) }, { host: "localhost" }),
    /TLS failed: Hostname\/IP does not match/,
  );
  assert.match(await refusal({ tls: tls("ca", "/does/not/exist.pem") }), /certificate of tls: can't be read/);
});

test("a server that asks for the password in clear text does not get it", async () => {
  const received: Buffer[] = [];
  const listener = createServer((socket: Socket) => {
    socket.on("error", () => undefined);
    socket.write(packet(0, greeting()));
    socket.once("data", (data: Buffer) => {
      received.push(data);
      socket.write(packet((data[3] ?? 0) + 1, Buffer.from("\xfemysql_clear_password\0", "latin1")));
      socket.on("data", (more: Buffer) => received.push(more));
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const { port } = listener.address() as { port: number };
  const own = createConnector({ environment: { DR_RUNBOOKS_PASSWORD: "open-sesame" } });
  const { defaultsFile: _, ...bare } = cluster;
  const outcome = await own.connect(bare, { ...db1, port });
  listener.close();
  assert.ok(outcome.status === "refused");
  assert.match(outcome.message, /mysql_clear_password\). That is refused/);
  assert.ok(received.length > 0 && !Buffer.concat(received).includes("open-sesame"));
});

test("a server that is killed in the middle of a statement loses it: the effect is not known", async () => {
  const session = await connect();
  const pending = session.query("SELECT SLEEP(60)");
  while (!(await running()).includes("SELECT SLEEP(60)")) await new Promise((resolve) => setTimeout(resolve, 20));
  await servers.kill("db1");
  assert.equal((await pending).status, "lost");
  assert.equal(session.open, false);
  assert.equal((await session.query("SELECT 1")).status, "lost");
  assert.match(await refusal({}), /nothing listens there/);
});

function packet(sequence: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([body.length & 0xff, body.length >> 8, 0, sequence]), body]);
}

/** Protocol 10, with PLUGIN_AUTH and SECURE_CONNECTION. */
function greeting(): Buffer {
  const version = Buffer.from("\x0a8.4.0\0", "latin1");
  const id = Buffer.from([1, 0, 0, 0]);
  const scramble = Buffer.alloc(20, 0x41);
  const flags = Buffer.from([0xff, 0xf7, 0xff, 0x02, 0x00, 0x0f, 0x00, 21]);
  const plugin = Buffer.from("caching_sha2_password\0");
  return Buffer.concat([
    version,
    id,
    scramble.subarray(0, 8),
    Buffer.from([0]),
    flags,
    Buffer.alloc(10),
    scramble.subarray(8),
    Buffer.from([0]),
    plugin,
  ]);
}
