import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSandbox } from "../core/node/sandbox/start-sandbox.ts";
import { median, time } from "../tools/benchmark/measure.ts";
import type { Bench } from "../tools/benchmark/result.ts";

/** Three MySQL nodes replicating, from the call to the moment when replication was seen to work, and away again. */
const bench: Bench = async (say) => {
  const up: number[] = [];
  const down: number[] = [];
  let versionText = "";
  // The first time may fetch a server and initialize the template of its data directory; it is not counted.
  for (let turn = -1; turn < 3; turn++) {
    const workspace = mkdtempSync(join(tmpdir(), "drb-"));
    try {
      const started = performance.now();
      const sandbox = await startSandbox({ workspace, state: join(workspace, ".state"), parent: "watch" }, say);
      const upMs = performance.now() - started;
      const downMs = await time(() => sandbox.stop());
      versionText = sandbox.versionText;
      if (turn < 0) continue;
      up.push(upMs);
      down.push(downMs);
    } finally {
      rmSync(workspace, { recursive: true, force: true });
    }
  }
  const detail = `MySQL ${versionText}, three nodes, GTID, server cached`;
  return [
    { name: "sandbox up", value: median(up) / 1000, unit: "s", aim: 5, detail },
    { name: "sandbox down", value: median(down) / 1000, unit: "s" },
  ];
};
export default bench;
