import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { splitNotes } from "../../core/audit/checkpoint.ts";
import { formatVerifierKey } from "../../core/audit/note.ts";
import { keyFile, openInstallation, trustedInstallations } from "../../core/node/keys.ts";
import { logFile } from "../../core/node/trail-files.ts";
import { verifyLogFile } from "../../core/node/trail-verify.ts";
import { bodiesOf, copyFolder, forgeLog, step, stolenInstallation, writeLog } from "../support/audit-folder.ts";

const script = fileURLToPath(new URL("verify.py", import.meta.url));
const base = mkdtempSync(join(tmpdir(), "dr-second-"));
after(() => rmSync(base, { recursive: true, force: true }));

/** Only what one log says of itself: the second verifier does not look at others. */
const alone = { anchors: new Map(), recoveredBy: new Map(), prunings: new Map() };

interface Second {
  readonly log: string;
  readonly verdict: string;
  readonly entries?: number;
  readonly root?: string;
}

test("a verifier in another language comes to the same verdict on every log", async (t) => {
  if (spawnSync("python3", ["--version"]).status !== 0) return t.skip("python3 is not there");
  assert.ok(readFileSync(script, "utf8").split("\n").length <= 200);
  const origin = join(base, "origin");
  const target = await writeLog(origin, [
    { type: "run.started", run: { id: "r", path: "ü/\u{1f600}\u2028\u007f\u0001.md", "\u{1f600}": 1, "\uffee": 2 } },
    ...step("a", 2, "reads"),
    ...step("b", 4, "destroys"),
    { type: "run.finished", status: "succeeded" },
  ]);
  const thief = await stolenInstallation(origin);
  const stranger = await openInstallation(join(base, "elsewhere"), keyFile(join(base, "elsewhere")));
  const lines = readFileSync(logFile(target, origin), "utf8").split("\n").slice(0, -1);
  const checkpoints = readFileSync(join(origin, "logs", target, "checkpoints"), "utf8");
  const { notes } = splitNotes(checkpoints);
  const places: string[] = [];
  let copies = 0;
  const variant = (act: (folder: string, put: (lines: readonly string[], end?: string) => void) => void) => {
    const folder = join(base, `v${copies++}`);
    copyFolder(origin, folder);
    const path = logFile(target, folder);
    act(folder, (changed, end = "\n") => writeFileSync(path, changed.join("\n") + (changed.length > 0 ? end : "")));
    places.push(path);
  };
  const putNotes = (folder: string, changed: readonly string[]) =>
    writeFileSync(join(folder, "logs", target, "checkpoints"), changed.join(""));
  const edit = (line = "") => JSON.stringify({ ...JSON.parse(line), boot: "x" });
  variant(() => undefined);
  for (const at of lines.keys()) {
    variant((_, put) => put(lines.with(at, edit(lines[at]))));
    variant((_, put) => put(lines.toSpliced(at, 1)));
    variant((_, put) => put(lines.toSpliced(at, 0, lines[at] ?? "")));
    variant((_, put) => put(lines.with(at, `${lines[at]} `)));
    variant((_, put) => put(lines.slice(0, at + 1), ""));
    variant((_, put) => put(lines.slice(0, at + 1)));
    variant((folder) => {
      const bodies = bodiesOf(folder, target).map((body, index) => (index === at ? { ...body, x: 1 } : body));
      forgeLog(folder, target, bodies, { installation: thief, head: at % 2 === 0 });
    });
    variant((folder) => {
      forgeLog(folder, target, bodiesOf(folder, target), { installation: stranger, head: true });
      // That its key lies in the folder makes it no better known.
      const name = `${stranger.verifierKey.hash}.pub`;
      copyFileSync(join(base, "elsewhere", "keys", name), join(folder, "keys", name));
    });
  }
  for (const at of notes.keys()) {
    variant((folder) => putNotes(folder, notes.toSpliced(at, 1)));
    variant((folder) => putNotes(folder, notes.with(at, notes[(at + 1) % notes.length] ?? "")));
    variant((folder) => putNotes(folder, [...notes.slice(0, at), (notes[at] ?? "").slice(0, -3)]));
    variant((folder) => writeFileSync(join(folder, "heads", target), notes[at] ?? ""));
    variant((folder, put) => {
      const size = Number(notes[at]?.split("\n")[1]);
      putNotes(folder, notes.slice(0, at + 1));
      writeFileSync(join(folder, "heads", target), notes[at] ?? "");
      put(lines.slice(0, size));
    });
  }
  const { keys } = await trustedInstallations(origin);
  const trusted = join(base, "keys.txt");
  writeFileSync(trusted, keys.map((key) => `${formatVerifierKey(key)}\n`).join(""));
  const answers = execFileSync("python3", [script, trusted, ...places], { encoding: "utf8" })
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Second);
  const counts = new Map<string, number>();
  for (const [index, path] of places.entries()) {
    const ours = await verifyLogFile(path, { keys, references: alone });
    const second = answers[index];
    assert.equal(second?.verdict, ours.verdict, `${path}: ${JSON.stringify([ours, second])}`);
    if ("root" in ours) assert.deepEqual([second?.root, second?.entries], [ours.root, ours.entries]);
    counts.set(ours.verdict, (counts.get(ours.verdict) ?? 0) + 1);
  }
  const told = [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(", ");
  t.diagnostic(`${places.length} logs, the same verdict on each: ${told}`);
  for (const verdict of ["VERIFIED", "TAMPERED", "INCOMPLETE", "UNVERIFIABLE"]) assert.ok(counts.get(verdict), verdict);
});
