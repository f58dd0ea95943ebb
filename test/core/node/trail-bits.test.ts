import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { trustedInstallations } from "../../../core/node/keys.ts";
import { crossReferences } from "../../../core/node/trail-anchors.ts";
import { logFile } from "../../../core/node/trail-files.ts";
import { verifyLogFile } from "../../../core/node/trail-verify.ts";
import { outsideAnchors, step, writeLog } from "../../support/audit-folder.ts";

const folder = mkdtempSync(join(tmpdir(), "dr-bits-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("any toggled bit of a log, its checkpoints or its head is found", async (t) => {
  const first = await writeLog(folder, step("a", 1, "reads"));
  await writeLog(folder, step("z", 1, "destroys"));
  const anchors = await outsideAnchors(folder);
  let bits = 0;
  let refused = 0;
  const { keys } = await trustedInstallations(folder);
  const references = await crossReferences(folder);
  for (const path of [
    logFile(first, folder),
    join(folder, "logs", first, "checkpoints"),
    join(folder, "heads", first),
  ]) {
    const bytes = readFileSync(path);
    // Every bit of the checkpoints and the head; of the log, which `verify-log.test.ts` goes through bit by bit, every 13th.
    for (let bit = 0; bit < bytes.length * 8; bit += path.endsWith(".jsonl") ? 13 : 1) {
      const copy = Buffer.from(bytes);
      copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      writeFileSync(path, copy);
      const verdict = await verifyLogFile(logFile(first, folder), { keys, anchors, references });
      assert.notEqual(verdict.verdict, "VERIFIED", `bit ${bit} of ${path}`);
      bits++;
      if (verdict.verdict !== "TAMPERED") refused++;
    }
    writeFileSync(path, bytes);
  }
  t.diagnostic(`${bits} bits toggled, ${bits} found, ${bits - refused} of them called TAMPERED`);
});
