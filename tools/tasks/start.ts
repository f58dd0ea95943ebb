// npm start: a switchover on three real servers, step by step, with its trail and the trail's verification.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSandbox } from "../../core/node/sandbox/start-sandbox.ts";
import { root } from "../root.ts";
import { connectAll } from "../start/connect-all.ts";
import { startWriteProbe } from "../start/write-probe.ts";
import { runScript } from "../tool.ts";

const CLUSTER = "demo";
const RUNBOOK = join("runbooks", "planned-switchover.runbook.md");
const command = join(root, "dist", "dr-runbooks.cjs");

const say = (text: string) => process.stdout.write(`${text}\n`);
const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => interrupted.abort());

say("Building");
const build = await runScript("tools/tasks/build.ts");
if (build.status !== 0) fail(build.output);

const workspace = await mkdtemp(join(tmpdir(), "dr-runbooks-start-"));
try {
  const sandbox = await startSandbox(
    {
      workspace,
      name: CLUSTER,
      flavor: "mysql",
      nodes: 3,
      replication: "gtid",
      parent: "watch",
      state: join(workspace, ".state"),
      signal: interrupted.signal,
    },
    (progress) => say(`  ${progress}`),
  );
  try {
    say(
      `Three instances of MySQL ${sandbox.versionText} replicate: ${sandbox.nodes.map((n) => `${n.name} on port ${n.port}`).join(", ")}`,
    );
    const sessions = await connectAll(sandbox);
    const probe = await startWriteProbe(sessions);
    say(`An application writes to ${sandbox.nodes[0]?.name} all the while.\n`);
    const ended = await dr([
      "run",
      RUNBOOK,
      "--inventory",
      sandbox.inventory,
      "--cluster",
      CLUSTER,
      "--input",
      "new_source=db2",
      "--yes",
    ]);
    const seen = await probe.stop();
    await Promise.all(sessions.map((session) => session.close()));
    if (ended !== 0) fail(`The run ended with exit code ${ended}.`);
    say("\nThe trail of this run\n");
    if ((await dr(["audit", "show", "latest"])) !== 0) fail("The trail could not be shown.");
    say("");
    const verified = await dr(["audit", "verify", "latest"]);
    if (seen.source !== "db2") fail(`The application's last write went to ${seen.source}, not to db2.`);
    if (seen.found !== seen.acknowledged) fail(`db2 has ${seen.found} of ${seen.acknowledged} acknowledged writes.`);
    if (seen.gapMs === undefined) fail("The application never changed the instance it writes to.");
    say(`New source     ${seen.source}`);
    say(
      `Write gap      ${seen.gapMs.toFixed(0)} ms, as the application saw it: last write acknowledged by db1 to first by db2`,
    );
    say(`Writes         ${seen.acknowledged} acknowledged, ${seen.found} of them on db2`);
    if (verified !== 0) fail("The trail did not verify.");
  } finally {
    say("\nStopping the servers");
    await sandbox.stop();
  }
} finally {
  await rm(workspace, { recursive: true, force: true });
}
say(`
The same in VS Code: npm run package, install the .vsix it names ("Extensions: Install from VSIX…"), open this folder,
run "DR Runbooks: Start Sandbox Cluster", then open ${RUNBOOK} and run its cells.`);

function fail(message: string): never {
  process.exitCode = 1;
  throw new Error(message);
}

/** Runs the built command line as a person would; its exit code. */
function dr(args: readonly string[]): Promise<number> {
  say(`$ dr-runbooks ${args.join(" ").replaceAll(workspace, "…")}`);
  const child = spawn(process.execPath, [command, ...args], { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve(status ?? 1));
  });
}
