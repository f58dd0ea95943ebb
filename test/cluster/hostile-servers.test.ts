import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { parseInventory } from "../../core/cluster/inventory.ts";
import type { Cluster, ClusterNode } from "../../core/cluster/inventory-types.ts";
import { createConnector } from "../../core/node/connector.ts";
import type { ConnectOutcome } from "../../core/run/ports.ts";
import { sharedCluster } from "../support/cluster.ts";
import { type Answering, answerIdentity, type RogueServer, startRogue } from "../support/rogue-server.ts";

const servers = sharedCluster({ name: "hostile", nodes: 1, replication: "none" });

function rogueCluster(port: number): { cluster: Cluster; node: ClusterNode } {
  const [cluster] = parseInventory(
    `rogue:\n  flavor: mysql\n  user: root\n  nodes:\n    db1: { host: 127.0.0.1, port: ${port} }\n`,
  ).clusters;
  assert.ok(cluster?.nodes[0]);
  return { cluster, node: cluster.nodes[0] };
}

async function againstRogue(
  answer: Answering,
  work: (outcome: ConnectOutcome, rogue: RogueServer) => Promise<void>,
): Promise<void> {
  const rogue = await startRogue(answer);
  try {
    const { cluster, node } = rogueCluster(rogue.port);
    const connector = createConnector({ environment: { DR_RUNBOOKS_PASSWORD: "open-sesame" }, connectTimeoutMs: 3000 });
    const outcome = await connector.connect(cluster, node);
    await work(outcome, rogue);
    if (outcome.status === "connected") await outcome.session.close();
  } finally {
    await rogue.close();
  }
}

const askForFile = Buffer.concat([Buffer.from([0xfb]), Buffer.from("/etc/passwd")]);

test("attack: a server answers the very first question with a request for a local file", () =>
  againstRogue(
    (_statement, reply) => reply.raw(askForFile),
    async (outcome, rogue) => {
      assert.equal(outcome.status, "refused");
      assert.ok(!rogue.received().includes("root:"));
    },
  ));

test("attack: a server answers a statement of a step with a request for a local file", () =>
  againstRogue(
    (statement, reply) => {
      if (!answerIdentity(statement, reply)) reply.raw(askForFile);
    },
    async (outcome, rogue) => {
      assert.ok(outcome.status === "connected");
      const reply = await outcome.session.query("SELECT 1", { signal: AbortSignal.timeout(3000) });
      assert.notEqual(reply.status, "ok");
      assert.ok(!rogue.received().includes("root:"));
    },
  ));

test("attack: a server sends rows without an end: memory stays bounded, and the stop is a stop", () =>
  againstRogue(
    (statement, reply) => {
      if (answerIdentity(statement, reply)) return;
      const row = reply.open("endless");
      const cell = Buffer.alloc(200, "x");
      const more = () => {
        while (!reply.socket.destroyed && row(cell));
        if (!reply.socket.destroyed) reply.socket.once("drain", more);
      };
      more();
    },
    async (outcome) => {
      assert.ok(outcome.status === "connected");
      const before = process.memoryUsage.rss();
      const started = performance.now();
      const reply = await outcome.session.query("SELECT endless", { signal: AbortSignal.timeout(1500) });
      assert.ok(reply.status === "aborted" && reply.effect === "unknown", reply.status);
      assert.ok(performance.now() - started < 10_000);
      const grown = (process.memoryUsage.rss() - before) / 1048576;
      assert.ok(grown < 150, `${grown} MiB more`);
      assert.equal(outcome.session.open, false);
    },
  ));

/** A certificate for these names, of an authority of its own. */
async function certify(folder: string, names: string): Promise<{ ca: string; cert: string; key: string }> {
  await mkdir(folder);
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "pipe" });
  const authority = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Test authority"];
  openssl("req", ...authority, "-keyout", at("ca-key.pem"), "-out", at("ca.pem"));
  const server = ["-newkey", "rsa:2048", "-nodes", "-subj", "/CN=server"];
  openssl("req", ...server, "-keyout", at("key.pem"), "-out", at("request.pem"));
  await writeFile(at("names"), `subjectAltName=${names}\n`);
  const sign = ["-req", "-days", "2", "-set_serial", "2", "-CA", at("ca.pem"), "-CAkey", at("ca-key.pem")];
  openssl("x509", ...sign, "-in", at("request.pem"), "-out", at("cert.pem"), "-extfile", at("names"));
  return { ca: at("ca.pem"), cert: at("cert.pem"), key: at("key.pem") };
}

/** What connecting to each of these hosts gives when the instance shows this certificate. */
async function connectWith(name: string, names: string): Promise<Record<string, string>> {
  const { ca, cert, key } = await certify(join(servers().workspace, name), names);
  for (const [variable, path] of Object.entries({ ssl_ca: ca, ssl_cert: cert, ssl_key: key }))
    await servers().query("db1", `SET GLOBAL ${variable} = '${path}'`);
  await servers().query("db1", "ALTER INSTANCE RELOAD TLS");
  const [cluster] = parseInventory(await readFile(servers().sandbox.inventory, "utf8")).clusters;
  const [node] = cluster?.nodes ?? [];
  assert.ok(cluster && node);
  const connector = createConnector({ environment: {}, baseFolder: servers().workspace });
  const results: Record<string, string> = {};
  for (const host of ["127.0.0.1", "localhost"]) {
    const outcome = await connector.connect({ ...cluster, tls: { ca, verify: "identity" } }, { ...node, host });
    results[host] = outcome.status === "connected" ? (outcome.session.identity.tls ?? "clear") : outcome.message;
    if (outcome.status === "connected") await outcome.session.close();
  }
  return results;
}

test("a certificate is taken for the names and addresses that stand in it, and for no others", async () => {
  const both = await connectWith("both", "DNS:localhost,IP:127.0.0.1");
  assert.match(both["127.0.0.1"] ?? "", /^TLSv1\.[23]$/);
  assert.match(both["localhost"] ?? "", /^TLSv1\.[23]$/);
  const name = await connectWith("name", "DNS:localhost");
  assert.match(name["127.0.0.1"] ?? "", /TLS failed: Hostname\/IP does not match/);
  assert.match(name["localhost"] ?? "", /^TLSv1/);
  const address = await connectWith("address", "IP:127.0.0.1");
  assert.match(address["127.0.0.1"] ?? "", /^TLSv1/);
  assert.match(address["localhost"] ?? "", /TLS failed: Hostname\/IP does not match/);
});

test("attack: a certificate of the right authority for another host, another address, and an address as a name", async () => {
  for (const [name, names] of [
    ["other-name", "DNS:db.example.net"],
    ["other-address", "IP:127.0.0.2"],
    ["address-as-name", "DNS:127.0.0.1,DNS:db.example.net"],
  ] as const) {
    const results = await connectWith(name, names);
    for (const result of Object.values(results)) assert.match(result, /TLS failed: Hostname\/IP does not match/, name);
  }
});

test("attack: a certificate of another authority", async () => {
  const { ca } = await certify(join(servers().workspace, "stranger"), "IP:127.0.0.1");
  await connectWith("own", "IP:127.0.0.1");
  const [cluster] = parseInventory(await readFile(servers().sandbox.inventory, "utf8")).clusters;
  const [node] = cluster?.nodes ?? [];
  assert.ok(cluster && node);
  const outcome = await createConnector({ environment: {}, baseFolder: servers().workspace }).connect(
    { ...cluster, tls: { ca, verify: "identity" } },
    node,
  );
  assert.ok(outcome.status === "refused" && /TLS failed/.test(outcome.message));
});
