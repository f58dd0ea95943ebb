import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { listLogs, readLog } from "../../core/node/trail-reader.ts";
import { type CliResult, startCli } from "../cli/spawn-cli.ts";
import { type SshServer, sshUnavailable, startSshServer } from "../support/ssh-server.ts";

let folder = "";
let server: SshServer;

const skip = sshUnavailable() ?? false;

before(async () => {
  if (skip) return;
  folder = await mkdtemp(join(tmpdir(), "drs-"));
  const started = await startSshServer(folder);
  assert.ok(started, "sshd could not be fetched or started");
  server = started;
  const node = (name: string, ssh: string) =>
    `    ${name}: { host: 127.0.0.1, port: ${name.slice(2)}, role: replica, ssh: "${ssh}" }\n`;
  await writeFile(
    join(folder, "clusters.yaml"),
    `orders:\n  flavor: mysql\n  nodes:\n${node("db1", "node1")}${node("db2", "stranger")}${node("db3", "-oProxyCommand=touch pwned")}`,
  );
});
after(async () => {
  if (skip) return;
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

async function run(text: string, args: readonly string[] = []): Promise<CliResult & { readonly trail: string }> {
  await rm(server.calls, { force: true });
  await writeFile(join(folder, "there.runbook.md"), text);
  const state = join(folder, "state");
  const result = await startCli(["run", "there.runbook.md", ...args], {
    cwd: folder,
    env: { DR_RUNBOOKS_STATE: state, PATH: `${server.programs}:${process.env["PATH"]}` },
  }).result;
  const [log] = await listLogs(join(state, "audit"));
  const entries = [];
  if (log) for await (const entry of readLog(log.location)) entries.push(entry);
  return { ...result, trail: JSON.stringify(entries) };
}

test("a script runs on its node over ssh, with its variables exact, no input to read, and its own exit status", {
  skip,
}, async () => {
  const hostile = 'it\'s "$(touch pwned)" `touch pwned` \\ \n; touch pwned & é😀 -n';
  const head = "---\ninputs:\n  value: { type: string }\n---\n";
  const script = [
    '# @capture got = match(stdout, "got=(\\\\S+)")',
    "cat",
    "read -r line || echo no-input",
    'printf got=; printf %s "$value" | base64 -w0; echo',
    "echo there=$SSH_CONNECTION",
  ];
  const { code, stdout, stderr, trail } = await run(
    `${head}\`\`\`sh {name=there on=db1}\n${script.join("\n")}\n\`\`\`\n\`\`\`sh {name=here}\necho "again=$got"\n\`\`\`\n`,
    ["--input", `value=${hostile}`],
  );
  assert.equal(code, 0, stdout + stderr);
  assert.ok(stdout.includes(`again=${Buffer.from(hostile).toString("base64")}`), stdout);
  assert.match(stdout, /no-input/);
  assert.match(stdout, /there=127\.0\.0\.1 /);
  assert.equal(existsSync(join(folder, "pwned")), false);
  assert.match(trail, /"targets":\[\{"node":"db1","ssh":"node1"\}\]/);
  const failed = await run("```sh {name=there on=db1}\nfalse\necho never\n```\n");
  assert.equal(failed.code, 1);
  assert.match(failed.stdout, /exit status 1/);
  assert.doesNotMatch(failed.stdout, /│ never/);
});

test("a script of a megabyte and values with secrets go over the input, never over a command line", {
  skip,
}, async () => {
  const head = "---\ninputs:\n  word: { type: secret }\n---\n";
  const long = `: ${"word".repeat(250_000)}`;
  const { code, stdout, trail } = await run(
    `${head}\`\`\`sh {name=there on=db1}\n${long}\necho "\${#word} $word"\n\`\`\`\n`,
    ["--input", "word=correct-horse"],
  );
  assert.equal(code, 0, stdout);
  assert.match(stdout, /│ 13 <redacted>/);
  const calls = readFileSync(server.calls, "utf8");
  assert.ok(!calls.includes("correct-horse") && !calls.includes("wordword"));
  assert.ok(!trail.includes("correct-horse"));
});

test("a host whose key nobody knows is not connected to, even where the user's configuration would", {
  skip,
}, async () => {
  const { code, stdout } = await run("```sh {name=there on=db2}\ntouch pwned\n```\n");
  assert.equal(code, 1);
  assert.match(stdout, /Host key verification failed/);
  assert.match(stdout, /exit status 255.*no connection, or lost it/);
});

test("a host name that is an option of ssh starts no ssh", { skip }, async () => {
  const { code, stdout } = await run("```sh {name=there on=db3}\ntrue\n```\n");
  assert.equal(code, 1);
  assert.match(stdout, /is no place for ssh/);
  assert.equal(existsSync(server.calls), false);
  assert.equal(existsSync(join(folder, "pwned")), false);
});

test("a variable that would change the shell itself is refused", { skip }, async () => {
  const head = "---\ninputs:\n  LD_PRELOAD: { type: string }\n---\n";
  const { code, stdout } = await run(`${head}\`\`\`sh {name=there on=db1}\necho "$LD_PRELOAD"\n\`\`\`\n`, [
    "--input",
    "LD_PRELOAD=/tmp/evil.so",
  ]);
  assert.equal(code, 1);
  assert.match(stdout, /LD_PRELOAD would change how the shell on db1 works/);
  assert.equal(existsSync(server.calls), false);
});

test("a script that is cut off by its timeout says that it may go on over there", { skip }, async () => {
  const { code, stdout } = await run("```sh {name=there on=db1 timeout=1s}\nsleep 20\n```\n");
  assert.equal(code, 1);
  assert.match(stdout, /connection to db1 was closed.*may still run/);
});
