import assert from "node:assert/strict";
import {
  cpSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { parseCheckpoint, splitNotes } from "../../../core/audit/checkpoint.ts";
import { EntryChain } from "../../../core/audit/entry.ts";
import type { EntryBody } from "../../../core/audit/types.ts";
import type { Anchor } from "../../../core/audit/verify-seals.ts";
import { currentActor } from "../../../core/node/actor.ts";
import { systemClock } from "../../../core/node/clock.ts";
import { type Installation, keyFile, openInstallation } from "../../../core/node/keys.ts";
import { sha256 } from "../../../core/node/sha256.ts";
import { logFile } from "../../../core/node/trail-files.ts";
import { verifyLogFile } from "../../../core/node/trail-verify.ts";
import { openTrail } from "../../../core/node/trail-writer.ts";
import {
  bodiesOf,
  forgeLog,
  outsideAnchors,
  snapshot,
  step,
  stolenInstallation,
  verifyFolder,
  writeLog,
} from "../../support/audit-folder.ts";

const base = mkdtempSync(join(tmpdir(), "dr-tamper-"));
const folder = join(base, "audit");
after(() => rmSync(base, { recursive: true, force: true }));

let [first, target, last] = ["", "", ""];
let anchors: Anchor[] = [];
let restore = () => {};
let thief: Installation;
let stranger: Installation;
/** Copies of the target's folder and head while it was being written, by the number of entries. */
const older = new Map<number, { readonly log: string; readonly head: string }>();

before(async () => {
  first = await writeLog(folder, step("a", 1, "reads"));
  const trail = await openTrail({ folder, actor: currentActor("test", "0"), clock: systemClock });
  target = trail.logId;
  const blob = await trail.keep?.(Buffer.from("a long output"));
  const bodies: EntryBody[] = [
    { type: "run.started", run: { id: "r" } },
    ...step("look", 2, "reads"),
    ...step("promote", 4, "destroys"),
    ...step("write", 6, "changes", { output: { blob: blob ?? "" } }),
    ...step("drop", 8, "destroys"),
    { type: "run.finished", status: "succeeded" },
  ];
  for (const [index, body] of bodies.entries()) {
    const copy = join(base, `older-${index + 1}`);
    cpSync(join(folder, "logs", target), copy, { recursive: true });
    older.set(index + 1, { log: copy, head: readFileSync(join(folder, "heads", target), "utf8") });
    await trail.append(body);
  }
  await trail.close();
  last = await writeLog(folder, step("z", 1, "destroys"));
  anchors = await outsideAnchors(folder);
  restore = snapshot(folder);
  thief = await stolenInstallation(folder);
  stranger = await openInstallation(join(base, "elsewhere"), keyFile(join(base, "elsewhere")));
});

const file = () => logFile(target, folder);
const lines = () => readFileSync(file(), "utf8").split("\n").slice(0, -1);
const put = (changed: readonly string[]) => writeFileSync(file(), changed.map((line) => `${line}\n`).join(""));
const checkpoints = () => join(folder, "logs", target, "checkpoints");
const notes = () => splitNotes(readFileSync(checkpoints(), "utf8")).notes;
const putNotes = (changed: readonly string[]) => writeFileSync(checkpoints(), changed.join(""));
const head = (id = target) => join(folder, "heads", id);
const entryCount = 12;
const every = (from = 0, to = entryCount) => Array.from({ length: to - from }, (_, index) => from + index);
const pairs = (values: readonly number[]) =>
  values.flatMap((a) => values.filter((b) => b > a).map((b) => [a, b] as const));
/** A value that the log's own writer could have written. */
const edited = (line: string, salt = "") => {
  const entry = JSON.parse(line);
  return JSON.stringify({ ...entry, actor: { ...entry.actor, user: `mallory${salt}` } });
};
const editedBody = (bodies: readonly EntryBody[], at: number): EntryBody[] =>
  bodies.map((body, index) => (index === at ? { ...body, type: body.type, forged: at } : body));

type Kind = readonly [name: string, positions: () => readonly unknown[], act: (position: never) => void];
const kind = <P>(name: string, positions: () => readonly P[], act: (position: P) => void): Kind => [
  name,
  positions,
  act as never,
];

const kinds: readonly Kind[] = [
  kind(
    "an edited entry",
    () => every().flatMap((at) => ["", "1", "2", "3"].map((salt) => [at, salt] as const)),
    ([at, salt]) => put(lines().map((line, index) => (index === at ? edited(line, salt) : line))),
  ),
  kind(
    "an inserted entry",
    () => pairs(every()),
    ([at, from]) => put(lines().toSpliced(at, 0, edited(lines()[from] ?? ""))),
  ),
  kind(
    "a deleted entry",
    () => every(),
    (at) => put(lines().toSpliced(at, 1)),
  ),
  kind(
    "several deleted entries",
    () => pairs(every()),
    ([from, to]) => put(lines().toSpliced(from, to - from)),
  ),
  kind(
    "two entries in the wrong order",
    () => pairs(every()),
    ([a, b]) =>
      put(
        lines()
          .with(a, lines()[b] ?? "")
          .with(b, lines()[a] ?? ""),
      ),
  ),
  kind(
    "an entry that stands twice",
    () => pairs(every(0, entryCount + 1)),
    ([from, to]) => put(lines().toSpliced(to, 0, lines()[from] ?? "")),
  ),
  kind(
    "a tail that was cut off",
    () => every(1),
    (kept) => put(lines().slice(0, kept)),
  ),
  kind(
    "a tail that was cut off at a byte",
    () => every(0, 60),
    (at) => writeFileSync(file(), readFileSync(file()).subarray(0, -1 - 61 * at)),
  ),
  kind(
    "a tail cut off with its checkpoints",
    () => every(1, 6),
    (kept) => {
      const size = Number(notes()[kept - 1]?.split("\n")[1]);
      putNotes(notes().slice(0, kept));
      put(lines().slice(0, size));
    },
  ),
  kind(
    "a tail cut off with its checkpoints and the copy under heads",
    () => every(1, 6),
    (kept) => {
      const size = Number(notes()[kept - 1]?.split("\n")[1]);
      writeFileSync(head(), notes()[kept - 1] ?? "");
      putNotes(notes().slice(0, kept));
      put(lines().slice(0, size));
    },
  ),
  kind(
    "an emptied log",
    () => [0],
    () => put([]),
  ),
  kind(
    "an emptied file of checkpoints",
    () => [0],
    () => putNotes([]),
  ),
  kind(
    "a log that is gone",
    () => [first, target, last],
    (id) => rmSync(join(folder, "logs", id), { recursive: true }),
  ),
  kind(
    "a log that is gone with its head",
    () => [first, target, last],
    (id) => {
      rmSync(join(folder, "logs", id), { recursive: true });
      rmSync(head(id));
    },
  ),
  kind(
    "a head that is gone",
    () => [first, target, last],
    (id) => rmSync(head(id)),
  ),
  kind(
    "a renamed log",
    () => ["x", "20260101T000000000Z-00000000", `${first}0`],
    (name) => renameSync(join(folder, "logs", target), join(folder, "logs", name)),
  ),
  kind(
    "a log in another one's place",
    () => pairs([0, 1, 2]),
    ([a, b]) => {
      const ids = [first, target, last];
      const [one, two] = [join(folder, "logs", ids[a] ?? ""), join(folder, "logs", ids[b] ?? "")];
      renameSync(one, join(base, "aside"));
      renameSync(two, one);
      renameSync(join(base, "aside"), two);
    },
  ),
  kind(
    "a line of another log",
    () => every(),
    (at) => put(lines().with(at, readFileSync(logFile(first, folder), "utf8").split("\n")[at % 4] ?? "")),
  ),
  kind(
    "a file that nothing speaks of",
    () => ["000002.jsonl", "note.txt", "blobs/x", `blobs/${"0".repeat(64)}`, "checkpoints.bak"],
    (name) => writeFileSync(join(folder, "logs", target, name), "x"),
  ),
  kind(
    "a file or a link beside the folders of logs",
    () => ["note.txt", "link"],
    (name) => {
      if (name === "link") symlinkSync(base, join(folder, "logs", name));
      else writeFileSync(join(folder, "logs", name), "x");
    },
  ),
  kind(
    "a link in place of the folder of blobs",
    () => [0],
    () => {
      rmSync(join(base, "moved-blobs"), { recursive: true, force: true });
      renameSync(join(folder, "logs", target, "blobs"), join(base, "moved-blobs"));
      symlinkSync(join(base, "moved-blobs"), join(folder, "logs", target, "blobs"));
    },
  ),
  kind(
    "a blob that is gone, and one that was changed",
    () => [0, 1],
    (which) => {
      const name = /"blob":"([0-9a-f]+)"/.exec(readFileSync(file(), "utf8"))?.[1] ?? "";
      const path = join(folder, "logs", target, "blobs", name);
      if (which === 0) rmSync(path);
      else writeFileSync(path, "another output");
    },
  ),
  kind(
    "bytes that are not canonical",
    () => every().flatMap((at) => [" ", "\t", "\r", "{", "}", ","].map((text) => [at, text] as const)),
    ([at, text]) => put(lines().with(at, `${lines()[at]}${text}`)),
  ),
  kind(
    "a chain that was hashed anew",
    () => every(),
    (at) => {
      const kept = readFileSync(checkpoints());
      forgeLog(folder, target, editedBody(bodiesOf(folder, target), at), { installation: thief, head: false });
      writeFileSync(checkpoints(), kept);
    },
  ),
  kind(
    "a log signed anew by a stranger",
    () => every(),
    (at) => forgeLog(folder, target, editedBody(bodiesOf(folder, target), at), { installation: stranger, head: true }),
  ),
  kind(
    "a log signed anew with the stolen key, its head left",
    () => every(),
    (at) => forgeLog(folder, target, editedBody(bodiesOf(folder, target), at), { installation: thief, head: false }),
  ),
  kind(
    "a log signed anew with the stolen key, its head too",
    () => every(),
    (at) => forgeLog(folder, target, editedBody(bodiesOf(folder, target), at), { installation: thief, head: true }),
  ),
  kind(
    "the newest log signed anew with the stolen key, its head too",
    () => every(0, 4),
    (at) => forgeLog(folder, last, editedBody(bodiesOf(folder, last), at), { installation: thief, head: true }),
  ),
  kind(
    "a log shortened and signed anew with the stolen key",
    () => [4, 6, 8, 10],
    (kept) =>
      forgeLog(folder, target, [...bodiesOf(folder, target).slice(0, kept), { type: "log.closed" }], {
        installation: thief,
        head: true,
      }),
  ),
  kind(
    "a log set back to an older copy, its head left",
    () => [...older.keys()],
    (size) => {
      rmSync(join(folder, "logs", target), { recursive: true });
      cpSync(older.get(size)?.log ?? "", join(folder, "logs", target), { recursive: true });
    },
  ),
  kind(
    "a log set back to an older copy, its head too",
    () => [...older.keys()],
    (size) => {
      rmSync(join(folder, "logs", target), { recursive: true });
      cpSync(older.get(size)?.log ?? "", join(folder, "logs", target), { recursive: true });
      writeFileSync(head(), older.get(size)?.head ?? "");
    },
  ),
  kind(
    "swapped checkpoints",
    () => pairs(every(0, 6)),
    ([a, b]) =>
      putNotes(
        notes()
          .with(a, notes()[b] ?? "")
          .with(b, notes()[a] ?? ""),
      ),
  ),
  kind(
    "a checkpoint that is gone",
    () => every(0, 6),
    (at) => putNotes(notes().toSpliced(at, 1)),
  ),
  kind(
    "a checkpoint of another log",
    () => every(0, 6),
    (at) => {
      const other = splitNotes(readFileSync(join(folder, "logs", last, "checkpoints"), "utf8")).notes;
      putNotes(notes().with(at, other[at % other.length] ?? ""));
    },
  ),
  kind(
    "a head of another log",
    () => [first, last],
    (id) => writeFileSync(head(), readFileSync(head(id))),
  ),
  kind(
    "an outcome without an intent, signed anew",
    () => [3, 5, 7, 9],
    (at) =>
      forgeLog(folder, target, bodiesOf(folder, target).toSpliced(at - 1, 1), { installation: thief, head: true }),
  ),
  kind(
    "a symbolic link in place of the log",
    () => ["000001.jsonl", "checkpoints"],
    (name) => {
      const path = join(folder, "logs", target, name);
      renameSync(path, join(base, `moved-${name}`));
      symlinkSync(join(base, `moved-${name}`), path);
    },
  ),
  kind(
    "a hard link to the log",
    () => ["000001.jsonl", "checkpoints"],
    (name) => {
      rmSync(join(base, "second"), { force: true });
      linkSync(join(folder, "logs", target, name), join(base, "second"));
    },
  ),
];

/** A well-chained line behind the end of what a checkpoint settles, as anybody can write it. */
const appendUnsealed = (id: string, body: EntryBody) => {
  const path = logFile(id, folder);
  const before = readFileSync(path, "utf8").trimEnd().split("\n");
  const chain = new EntryChain(id, currentActor("test", "0"), sha256);
  const bodies = bodiesOf(folder, id);
  const moments = before.map((line) => JSON.parse(line));
  let line = "";
  for (const [index, one] of [...bodies, body].entries()) {
    const { time, mono, boot } = moments[Math.min(index, moments.length - 1)];
    line = Buffer.from(chain.add(one, { now: Date.parse(time), monoUs: mono, boot }).line).toString();
  }
  writeFileSync(path, `${before.join("\n")}\n${line}\n`);
};

test("finds a log that is gone though the unsealed end of a killed run says that it was pruned", async () => {
  const killed = await openTrail({ folder, actor: currentActor("test", "0"), clock: systemClock });
  await killed.append({ type: "run.started", run: { id: "k" } });
  const gone = parseCheckpoint(readFileSync(head(target), "utf8"));
  const pruned = [{ log: target, size: gone?.size ?? 0, root: gone?.root ?? "" }];
  appendUnsealed(killed.logId, { type: "log.pruned", pruned });
  rmSync(join(folder, "logs", target), { recursive: true });
  rmSync(head());
  const verdicts = [await verifyFolder(folder), await verifyFolder(folder, anchors)];
  const chain = await verifyLogFile(logFile(killed.logId, folder));
  restore();
  await killed.close().catch(() => undefined);
  restore();
  assert.equal(chain.verdict, "INCOMPLETE", JSON.stringify(chain));
  for (const verdict of verdicts) assert.equal(verdict.get(target)?.verdict, "TAMPERED");
});

test("finds a log that is gone though a log signed with the stolen key says that it was pruned, where a checkpoint was kept elsewhere", async () => {
  const trail = await openTrail({ folder, actor: currentActor("test", "0"), clock: systemClock });
  const gone = parseCheckpoint(readFileSync(head(target), "utf8"));
  await trail.append({ type: "log.pruned", pruned: [{ log: target, size: gone?.size ?? 0, root: gone?.root ?? "" }] });
  await trail.close();
  rmSync(join(folder, "logs", target), { recursive: true });
  const inside = await verifyFolder(folder);
  const outside = await verifyFolder(folder, anchors);
  const renewed = await verifyFolder(folder, [...anchors, ...(await outsideAnchors(folder))]);
  restore();
  assert.equal(inside.has(target), false);
  assert.equal(outside.get(target)?.verdict, "TAMPERED");
  // Checkpoints that were taken after the removal vouch for the record of it.
  assert.equal(renewed.has(target), false);
});

test("does not trust the newest log when it is a foreign one that came with its own public key", async () => {
  const foreign = join(base, "foreign");
  const id = await writeLog(foreign, step("z", 1, "destroys"));
  rmSync(join(folder, "logs", last), { recursive: true });
  rmSync(head(last));
  for (const name of ["logs", "heads"]) cpSync(join(foreign, name), join(folder, name), { recursive: true });
  for (const name of readdirSync(join(foreign, "keys")).filter((one) => one.endsWith(".pub")))
    cpSync(join(foreign, "keys", name), join(folder, "keys", name));
  const verdicts = await verifyFolder(folder);
  restore();
  const verdict = verdicts.get(id);
  assert.deepEqual(verdict && "reason" in verdict && [verdict.verdict, verdict.reason], [
    "UNVERIFIABLE",
    "unknown-key",
  ]);
});

test("does not write on with a key that was put in the place of the installation's", async () => {
  const own = readFileSync(join(folder, "keys", "installation.key"));
  const foreign = join(base, "elsewhere", "keys", "installation.key");
  writeFileSync(join(folder, "keys", "installation.key"), readFileSync(foreign), { mode: 0o600 });
  const opened = openTrail({ folder, actor: currentActor("test", "0"), clock: systemClock });
  await assert.rejects(opened, /it was replaced/);
  writeFileSync(join(folder, "keys", "installation.key"), own, { mode: 0o600 });
  restore();
});

const counts = { kinds: kinds.length, cases: 0, tampered: 0 };

for (const [name, positions, act] of kinds) {
  test(`finds ${name}, wherever it is`, async (t) => {
    const all = positions();
    for (const position of all) {
      act(position as never);
      const verdicts = await verifyFolder(folder, anchors);
      const found = [...verdicts.values()].filter(({ verdict }) => verdict === "TAMPERED");
      restore();
      const seen = JSON.stringify([...verdicts].map(([id, verdict]) => [id, verdict]));
      assert.ok(found.length > 0, `${name} at ${JSON.stringify(position)}: ${seen}`);
      counts.cases++;
      counts.tampered += found.length > 0 ? 1 : 0;
    }
    t.diagnostic(`${all.length} of ${all.length} found`);
  });
}

test("what nobody touched raises no alarm", async (t) => {
  const shapes = 150;
  const quiet = join(base, "quiet");
  for (let shape = 0; shape < shapes; shape++) {
    const bodies = Array.from({ length: shape % 13 }, (_, at) =>
      step(`s${at}`, 1 + 2 * at, ["reads", "changes", "destroys", "unknown"][(shape + at) % 4] ?? ""),
    ).flat();
    await writeLog(quiet, bodies);
  }
  const verdicts = await verifyFolder(quiet, await outsideAnchors(quiet));
  assert.equal(verdicts.size, shapes);
  for (const [id, verdict] of verdicts) assert.equal(verdict.verdict, "VERIFIED", `${id}: ${JSON.stringify(verdict)}`);
  const untouched = await verifyFolder(folder, anchors);
  for (const [id, verdict] of untouched)
    assert.deepEqual([verdict.verdict, "anchored" in verdict && verdict.anchored], ["VERIFIED", "outside"], id);
  t.diagnostic(
    `${counts.kinds} kinds of tampering, ${counts.tampered} of ${counts.cases} found, 0 false alarms in ${shapes + 3} logs`,
  );
});
