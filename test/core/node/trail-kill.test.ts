import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { crossReferences } from "../../../core/node/trail-anchors.ts";
import { logFile, logIds } from "../../../core/node/trail-files.ts";
import { verifyLogFile } from "../../../core/node/trail-verify.ts";

const kills = 1000;
const workers = 4;
/** A machine that is busy with something else gets through fewer; how many there were is said. */
const limitMs = 75_000;
const base = mkdtempSync(join(tmpdir(), "dr-kill-"));
after(() => rmSync(base, { recursive: true, force: true }));

const at = (path: string) => JSON.stringify(fileURLToPath(new URL(`../../../core/node/${path}`, import.meta.url)));

/** Acknowledges each entry on its standard output once `append` says that it is on disk. */
const writer = `
  import { writeSync } from "node:fs";
  import { openTrail } from ${at("trail-writer.ts")};
  import { currentActor } from ${at("actor.ts")};
  import { systemClock as clock } from ${at("clock.ts")};
  const trail = await openTrail({ folder: process.argv[2], actor: currentActor("cli", "0"), clock });
  writeSync(1, trail.logId + "\\n");
  for (let at = 0; ; at++) {
    const risk = at % 6 === 0 ? "destroys" : "reads";
    const { seq } = await trail.append({ type: "step.intended", step: { name: "s", risk } });
    writeSync(1, seq + "\\n");
    writeSync(1, (await trail.append({ type: "step.finished", step: { name: "s", risk }, intent: seq })).seq + "\\n");
  }`;

test("no acknowledged entry is lost when the process that wrote it is killed", async (t) => {
  const program = join(base, "writer.mjs");
  await build({
    stdin: { contents: writer, resolveDir: base, loader: "ts" },
    outfile: program,
    bundle: true,
    external: ["./trail-sinks.ts"],
    platform: "node",
    format: "esm",
    logLevel: "error",
  });
  const acknowledged = new Map<string, { readonly folder: string; readonly seq: number }>();
  let killed = 0;
  let left = kills;
  const end = performance.now() + limitMs;
  const work = async (_: unknown, worker: number) => {
    const folder = join(base, `audit-${worker}`);
    while (left-- > 0 && performance.now() < end) {
      const child = spawn(process.execPath, [program, folder], { stdio: ["ignore", "pipe", "pipe"] });
      let output = "";
      let said = "";
      child.stderr.on("data", (data: Buffer) => (said += data.toString()));
      child.stdout.on("data", (data: Buffer) => (output += data.toString()));
      const closed = once(child, "close");
      // At any moment: while it starts, while the log is opened, and most often while entries are written.
      if (killed % 10 !== 0) await Promise.race([once(child.stdout, "data"), closed]);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 12));
      child.kill("SIGKILL");
      await closed;
      assert.equal(
        child.signalCode,
        "SIGKILL",
        `the writer ended by itself, with exit code ${child.exitCode}: ${said}`,
      );
      killed++;
      const [logId, ...seqs] = output.split("\n").slice(0, -1);
      if (logId) acknowledged.set(logId, { folder, seq: Number(seqs.at(-1) ?? 0) });
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  let lost = 0;
  let total = 0;
  let recovered = 0;
  for (let worker = 0; worker < workers; worker++) {
    const folder = join(base, `audit-${worker}`);
    const references = await crossReferences(folder);
    recovered += references.recoveredBy.size;
    for (const logId of await logIds(folder)) {
      const verdict = await verifyLogFile(logFile(logId, folder), { references });
      const seq = acknowledged.get(logId)?.seq;
      if (seq !== undefined) total += seq + 1;
      const text = await Promise.resolve(readFileSync(logFile(logId, folder), "utf8")).catch(() => "");
      const entries = text.split("\n").length - 1;
      if (seq !== undefined && entries <= seq) lost++;
      assert.equal(verdict.verdict, "INCOMPLETE", `${logId}: ${JSON.stringify(verdict)}`);
    }
  }
  assert.equal(lost, 0);
  assert.ok(killed >= 100, `only ${killed} kills in ${limitMs} ms`);
  assert.ok(acknowledged.size > killed / 2, `only ${acknowledged.size} logs were opened before the kill`);
  assert.ok(recovered > acknowledged.size / 2, `only ${recovered} logs were taken over`);
  t.diagnostic(
    `${killed} kills, ${total} acknowledged entries, ${lost} lost; ${recovered} logs taken over by later ones`,
  );
});
