import assert from "node:assert/strict";
import { test } from "node:test";
import type { EntryBody } from "../../../core/audit/types.ts";
import type { LogVerdict } from "../../../core/audit/verdict.ts";
import { verifyLog } from "../../../core/audit/verify-log.ts";
import { closedRun, fileOf, linesOf, sha256 } from "./log-fixture.ts";

const options = { sha256, log: "log-1" };
const lines = linesOf(closedRun);
const last = lines.length - 1;

function verify(of: readonly Uint8Array[]): LogVerdict {
  return verifyLog(fileOf(of), options);
}

function tampered(verdict: LogVerdict) {
  assert.equal(verdict.verdict, "TAMPERED", JSON.stringify(verdict));
  return verdict as Extract<LogVerdict, { verdict: "TAMPERED" }>;
}

function byteOf(index: number): number {
  return fileOf(lines.slice(0, index)).length;
}

test("an untouched log is verified to its last entry", () => {
  const verdict = verify(lines);
  assert.deepEqual(
    { ...verdict, head: "", root: "" },
    { verdict: "VERIFIED", entries: lines.length, head: "", root: "", anchored: "chain-only", remarks: [] },
  );
});

test("every single flipped bit of every line is found at its entry", () => {
  const file = fileOf(lines);
  for (let index = 0, start = 0; index < lines.length; start += (lines[index]?.length ?? 0) + 1, index++) {
    const end = start + (lines[index]?.length ?? 0);
    for (let byte = start; byte < end; byte++) {
      const copy = Uint8Array.from(file);
      copy[byte] = (copy[byte] ?? 0) ^ (1 << (byte % 8));
      const verdict = verifyLog(copy, options);
      if (verdict.verdict === "UNVERIFIABLE") continue; // the format version itself was changed
      const { entry } = tampered(verdict);
      assert.ok(entry === index || entry === index - 1, `byte ${byte} of entry ${index} was reported at ${entry}`);
    }
  }
});

test("an entry that was rewritten with valid bytes is named, whichever it is", () => {
  for (let index = 0; index <= last; index++) {
    const other = JSON.parse(Buffer.from(lines[index] ?? []).toString());
    const text = JSON.stringify({ ...other, time: "2020-01-01T00:00:00.000Z" });
    const found = tampered(verify(lines.with(index, Buffer.from(text))));
    assert.deepEqual([found.reason, found.entry, found.byte], ["edited", index, byteOf(index)]);
  }
});

test("an entry whose own link was rewritten is named, not its predecessor", () => {
  for (let index = 1; index <= last; index++) {
    const other = JSON.parse(Buffer.from(lines[index] ?? []).toString());
    const text = JSON.stringify({ ...other, prev: "0".repeat(64) });
    assert.equal(tampered(verify(lines.with(index, Buffer.from(text)))).entry, index);
  }
});

test("every deleted line but the last is found where it is missing", () => {
  for (let index = 0; index < last; index++) {
    const found = tampered(verify(lines.toSpliced(index, 1)));
    assert.deepEqual([found.reason, found.entry, found.byte], ["deleted", index, byteOf(index)]);
  }
});

test("a log without its last lines is incomplete, however many are gone", () => {
  for (let kept = 0; kept <= last; kept++) {
    const verdict = verify(lines.slice(0, kept));
    assert.equal(verdict.verdict, "INCOMPLETE");
  }
});

test("any two swapped lines are found", () => {
  for (let a = 0; a < last; a++) {
    for (let b = a + 1; b <= last; b++) {
      const swapped = lines.with(a, lines[b] as Uint8Array).with(b, lines[a] as Uint8Array);
      const found = tampered(verify(swapped));
      assert.deepEqual([found.reason, found.entry], ["moved", a]);
    }
  }
});

test("a line that stands twice is found, next to itself or anywhere else", () => {
  for (let from = 0; from <= last; from++) {
    for (let to = from + 1; to <= lines.length; to++) {
      const found = tampered(verify(lines.toSpliced(to, 0, lines[from] as Uint8Array)));
      assert.ok(found.reason === "duplicated" || found.reason === "inserted", found.reason);
      assert.equal(found.entry, to);
    }
  }
});

test("an inserted line is found, even with the right number and link", () => {
  for (let at = 1; at < last; at++) {
    const forged = linesOf([...closedRun.slice(0, at), { type: "variable.bound", name: "x" }])[at] as Uint8Array;
    tampered(verify(lines.toSpliced(at, 0, forged)));
  }
});

test("a line of another log is foreign, and so is a log in another log's place", () => {
  const other = linesOf(closedRun, "log-2");
  const found = tampered(verify(lines.with(3, other[3] as Uint8Array)));
  assert.deepEqual([found.reason, found.entry], ["foreign", 3]);
  assert.equal(tampered(verify(other)).reason, "foreign");
});

test("bytes that are JSON but not canonical are found", () => {
  const text = Buffer.from(lines[2] ?? []).toString();
  for (const bad of [
    `${text} `,
    `${text}\r`,
    text.replace(":", ": "),
    `{"type":1,${text.slice(1)}`,
    "",
    `\ufeff${text}`,
  ]) {
    const found = tampered(verify(lines.with(2, Buffer.from(bad))));
    assert.deepEqual([found.reason, found.entry, found.byte], ["not-canonical", 2, byteOf(2)]);
  }
});

test("a last line torn at any byte is incomplete and never misread", () => {
  const file = fileOf(lines);
  const start = byteOf(last);
  for (let end = start; end < file.length; end++) {
    const verdict = verifyLog(file.subarray(0, end), options);
    assert.equal(verdict.verdict, "INCOMPLETE");
    if (verdict.verdict !== "INCOMPLETE") return;
    assert.equal(verdict.entries, last);
    const reasons = verdict.gaps.map((gap) => gap.reason);
    assert.deepEqual(reasons, end === start ? ["not-closed"] : ["torn-tail", "not-closed"]);
  }
});

test("bytes after the end of the log are an insertion, not a torn tail", () => {
  const found = tampered(verifyLog(Buffer.concat([fileOf(lines), Buffer.from("{")]), options));
  assert.equal(found.reason, "inserted");
});

test("an intent without an outcome leaves the log incomplete and names the step", () => {
  const bodies: EntryBody[] = [
    { type: "log.opened" },
    { type: "step.intended", step: { name: "promote" } },
    { type: "log.closed" },
  ];
  const verdict = verify(linesOf(bodies));
  assert.equal(verdict.verdict, "INCOMPLETE");
  if (verdict.verdict !== "INCOMPLETE") return;
  assert.deepEqual(
    verdict.gaps.map(({ reason, entry }) => [reason, entry]),
    [["intent-without-outcome", 1]],
  );
  assert.match(verdict.gaps[0]?.message ?? "", /step promote/);
});

test("an outcome that answers no intent is tampering, also a second answer", () => {
  const first: EntryBody = { type: "step.finished", intent: 1 };
  assert.equal(tampered(verify(linesOf([{ type: "log.opened" }, first]))).reason, "outcome-without-intent");
  const twice: EntryBody[] = [{ type: "log.opened" }, { type: "step.intended" }, first, first];
  assert.equal(tampered(verify(linesOf(twice))).entry, 3);
});

test("a log of a later format is not judged", () => {
  const text = Buffer.from(lines[0] ?? [])
    .toString()
    .replace('"v":1', '"v":2');
  assert.equal(verify(lines.with(0, Buffer.from(text))).verdict, "UNVERIFIABLE");
});
