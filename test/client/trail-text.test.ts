import assert from "node:assert/strict";
import { test } from "node:test";
import { trailText, verdictText } from "../../client/views/trail-text.ts";

const entries = [
  { seq: 0, prev: "", type: "log.opened", time: "2026-01-01T00:00:00.000Z" },
  {
    seq: 1,
    prev: "aaaaaaaaaaaabbbb",
    type: "step.intended",
    time: "2026-01-01T00:00:01.000Z",
    step: { name: "look" },
    targets: [{ node: "db1" }, { node: "db2" }],
  },
  {
    seq: 2,
    prev: "ccccccccccccdddd",
    type: "step.finished",
    time: "2026-01-01T00:00:02.000Z",
    step: { name: "look" },
    outcome: "failure",
  },
];

test("a log is shown with its verdict first and each entry's own hash", () => {
  const text = trailText({
    logId: "L1",
    location: "/state/L1",
    entries,
    verdict: {
      verdict: "VERIFIED",
      entries: 3,
      head: "eeeeeeeeeeeeffff",
      root: "r",
      anchored: "checkpoint",
      remarks: [],
    },
  });
  const lines = text.split("\n");
  assert.match(
    lines[3] ?? "",
    /^VERIFIED: 3 entries, chain intact to eeeeeeeeeeee, anchored by its own signed checkpoint only/,
  );
  assert.match(text, /^# {2}0 {2}a{12} {2}\S+ {2}log\.opened$/m);
  assert.match(text, /^# {2}1 {2}c{12} {2}\S+ {2}step\.intended {6}look · db1, db2$/m);
  assert.match(text, /^# {2}2 {2}e{12} {2}\S+ {2}step\.finished {6}look · failure$/m);
});

test("only a verified log reads as verified", () => {
  const others = [
    verdictText({ verdict: "TAMPERED", reason: "edited", entry: 1, byte: 9, message: "Entry 1 was changed." }),
    verdictText({
      verdict: "INCOMPLETE",
      entries: 1,
      head: "h",
      root: "r",
      sealed: 1,
      remarks: [],
      gaps: [{ reason: "not-closed", entry: 1, message: "The log was not closed." }],
    }),
    verdictText({ verdict: "UNVERIFIABLE", reason: "unreadable", message: "It can't be read." }),
  ];
  for (const text of others) assert.doesNotMatch(text, /\bVERIFIED\b/);
  assert.match(others[1] ?? "", /The log was not closed\./);
});

test("an entry can't forge lines of the page", () => {
  const text = trailText({
    logId: "L",
    location: "/l",
    entries: [{ seq: 0, prev: "", type: "step.finished", step: { name: "a\nVERIFIED" } }],
    verdict: { verdict: "UNVERIFIABLE", reason: "unreadable", message: "no" },
  });
  assert.doesNotMatch(text, /^VERIFIED/m);
});
