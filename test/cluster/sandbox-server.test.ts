import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { findMirror } from "../../core/node/instances/apt.ts";
import { findServers } from "../../core/node/instances/find-servers.ts";
import type { ServerBuild } from "../../core/node/instances/server-build.ts";

const folder = mkdtempSync(join(tmpdir(), "drr-server-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const cache = join(folder, "cache");
const noDebian =
  process.platform === "linux" && existsSync("/usr/bin/apt-get") && findMirror() ? false : "needs Debian's apt";

/** A process of its own that fetches MariaDB (17 MB) into the test's cache and says what it got. */
function fetcher(): { child: ChildProcess; output: Promise<string> } {
  const script = `import { fetchServer } from ${JSON.stringify(new URL("../../core/node/instances/fetch-server.ts", import.meta.url).href)};
    const build = await fetchServer("mariadb", (text) => process.stderr.write(text + "\\n"));
    process.stdout.write(JSON.stringify(build));`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    env: { ...process.env, DR_RUNBOOKS_CACHE: cache },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  let errors = "";
  child.stdout?.setEncoding("utf8").on("data", (part: string) => (text += part));
  child.stderr?.setEncoding("utf8").on("data", (part: string) => (errors += part));
  return { child, output: new Promise((resolve) => child.once("close", () => resolve(text || errors))) };
}

test("a download that is killed half-way leaves nothing that looks like a server", { skip: noDebian }, async () => {
  const { child, output } = fetcher();
  const tree = () =>
    readdirSync(join(cache, "servers")).some((name) => existsSync(join(cache, "servers", name, "tree", "usr")));
  const deadline = Date.now() + 60_000;
  while (!(existsSync(join(cache, "servers")) && tree()) && child.exitCode === null && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill("SIGKILL");
  assert.doesNotMatch(await output, /^\{/, "it was done before it could be killed");
  assert.deepEqual(
    (await findServers({ env: { DR_RUNBOOKS_CACHE: cache } })).servers.filter((server) => server.origin === "cache"),
    [],
  );
});

test("two downloads at once both end with the same whole server, and clear away what a killed one left", {
  skip: noDebian,
}, async () => {
  const [first, second] = await Promise.all([fetcher().output, fetcher().output]);
  const build = JSON.parse(first) as ServerBuild;
  assert.deepEqual(JSON.parse(second), build);
  assert.equal(build.flavor, "mariadb");
  const names = readdirSync(join(cache, "servers"));
  assert.deepEqual(names, [`mariadb-${build.version.major}.${build.version.minor}.${build.version.patch}`]);
  const { servers } = await findServers({ env: { DR_RUNBOOKS_CACHE: cache }, flavor: "mariadb" });
  assert.ok(servers.some((server) => server.binary === build.binary && server.origin === "cache"));
});

test("the machine's mirror is read from either form of its sources, comments and other archives aside", {
  skip: noDebian,
}, () => {
  const forms: Record<string, string> = {
    "sources.list":
      "# deb http://commented.example/debian sid main\ndeb [arch=amd64] https://packages.example.com/apt stable main\ndeb http://mirror.example/debian/ bookworm main contrib\n",
    "debian.sources":
      "Types: deb\n# http://commented.example/debian\nURIs: http://mirror.example/debian/\nSuites: bookworm bookworm-updates\nComponents: main\n\nTypes: deb\nURIs: http://mirror.example/debian-security\nSuites: bookworm-security\nComponents: main\n",
  };
  for (const [name, text] of Object.entries(forms)) {
    const etc = mkdtempSync(join(folder, "etc-"));
    mkdirSync(join(etc, "sources.list.d"));
    writeFileSync(join(etc, name === "sources.list" ? name : join("sources.list.d", name)), text);
    assert.equal(findMirror(etc)?.uri, "http://mirror.example/debian/", name);
  }
});

/** Programs that answer `--version` as the servers do. */
function pretend(path: string, answer: string): string {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho "${answer}"\n`);
  chmodSync(path, 0o755);
  return path;
}

const mysql84 = join(folder, "mysql-8.4", "bin", "mysqld");
const maria = join(folder, "path", "mariadbd");
before(() => {
  pretend(mysql84, "/usr/sbin/mysqld  Ver 8.4.13 for Linux on x86_64 (MySQL Community Server - GPL)");
  pretend(maria, "mariadbd  Ver 11.8.9-MariaDB-4 for debian-linux-gnu on x86_64 (Debian)");
  symlinkSync(maria, join(folder, "path", "mysqld"));
});
const nowhere = join(folder, "no-cache");

test("a server that is named wins, by its program or by its folder", async () => {
  for (const server of [mysql84, join(folder, "mysql-8.4"), join(folder, "mysql-8.4", "bin")]) {
    const { servers, problems } = await findServers({
      server,
      env: { PATH: join(folder, "path"), DR_RUNBOOKS_CACHE: nowhere },
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(
      servers.map(({ binary, flavor, versionText, origin }) => ({ binary, flavor, versionText, origin })),
      [{ binary: mysql84, flavor: "mysql", versionText: "8.4.13", origin: "setting" }],
    );
  }
});

test("the environment comes before the PATH, and two names of one program count once", async () => {
  const env = { PATH: join(folder, "path"), DR_RUNBOOKS_CACHE: nowhere };
  const onPath = (await findServers({ env })).servers.filter((server) => server.origin === "path");
  assert.deepEqual(
    onPath.map(({ flavor, versionText }) => ({ flavor, versionText })),
    [{ flavor: "mariadb", versionText: "11.8.9-MariaDB-4" }],
  );
  const named = await findServers({ env: { ...env, DR_RUNBOOKS_SERVER: mysql84 } });
  assert.deepEqual(
    named.servers.map((server) => server.origin),
    ["environment"],
  );
});

test("a named server that is none, or of the other flavor, is an error and nothing else is taken instead", async () => {
  const env = { PATH: join(folder, "path"), DR_RUNBOOKS_CACHE: nowhere };
  const wrong: [string, RegExp][] = [
    [join(folder, "missing"), /is neither a server program .* nor a folder that holds one/],
    [pretend(join(folder, "other", "mysqld"), "something else"), /did not name a server version/],
  ];
  for (const [server, message] of wrong) {
    const found = await findServers({ server, env });
    assert.deepEqual(found.servers, []);
    assert.match(found.problems.join(), message);
  }
  const other = await findServers({ server: mysql84, flavor: "mariadb", env });
  assert.deepEqual(other.servers, []);
  assert.match(other.problems.join(), /is mysql 8\.4\.13, but mariadb was asked for/);
});
