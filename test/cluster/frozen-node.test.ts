import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { nodeProcess } from "../../core/node/sandbox/restart-node.ts";
import { startCli } from "../cli/spawn-cli.ts";
import { sharedCluster } from "../support/cluster.ts";

const cluster = sharedCluster({ name: "frozen", nodes: 2 });

for (const tls of [false, true]) {
  test(`the command line ends although a node stopped answering in the middle of the run, ${tls ? "with" : "without"} TLS`, async () => {
    const pid = nodeProcess(cluster().sandbox, "db2")?.pid;
    assert.ok(pid, "the sandbox knows no process of db2");
    const inventory = join(cluster().workspace, `tls-${tls}.yaml`);
    const written = readFileSync(cluster().sandbox.inventory, "utf8");
    writeFileSync(inventory, tls ? written.replace(/^( *)nodes:/m, "$1tls: { verify: none }\n$1nodes:") : written);
    writeFileSync(
      join(cluster().workspace, "frozen.runbook.md"),
      `\`\`\`sql {name=first on=db2}\nSELECT 1;\n\`\`\`\n\n\`\`\`sh {name=freeze}\nkill -STOP ${pid}\n\`\`\`\n\n\`\`\`sql {name=second on=db2 timeout=1s}\nSELECT 2;\n\`\`\`\n`,
    );
    const env = { DR_RUNBOOKS_STATE: join(cluster().workspace, `state-${tls}`) };
    try {
      // A process that hangs is killed there, and has no code then.
      const cwd = cluster().workspace;
      const args = ["run", "frozen.runbook.md", "--inventory", inventory, "--yes"];
      const { code, stdout, stderr } = await startCli(args, { cwd, env, timeoutMs: 60_000 }).result;
      assert.match(stdout, /Run failed/, stderr);
      assert.equal(code, 1, stdout);
    } finally {
      process.kill(pid, "SIGCONT");
    }
  });
}
