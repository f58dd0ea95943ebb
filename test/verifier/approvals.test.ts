import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { formatVerifierKey } from "../../core/audit/note.ts";
import { trustedInstallations } from "../../core/node/keys.ts";
import { sha256 } from "../../core/node/sha256.ts";
import { logFile } from "../../core/node/trail-files.ts";
import { verifyLogFile } from "../../core/node/trail-verify.ts";
import { Person } from "../core/run/memory-desk.ts";
import {
  type ApprovedStep,
  alice,
  bob,
  byKey,
  byUser,
  confirmation,
  denial,
  writeApprovedLog,
} from "../support/approved-log.ts";

const base = mkdtempSync(join(tmpdir(), "dr-approved-"));
after(() => rmSync(base, { recursive: true, force: true }));
const script = fileURLToPath(new URL("verify.py", import.meta.url));

/** The keys that the second verifier is to trust. */
async function keysFile(): Promise<string> {
  const { keys } = await trustedInstallations(base);
  const path = join(base, "trusted.txt");
  writeFileSync(path, keys.map((key) => `${formatVerifierKey(key)}\n`).join(""));
  return path;
}
const hasPython = spawnSync("python3", ["--version"]).status === 0;

type Options = Parameters<typeof writeApprovedLog>[2];

/** The verdict on a log with such a step; the second verifier has to agree. */
async function verdictOn(change: (parts: ApprovedStep) => void, options?: Options) {
  const id = await writeApprovedLog(base, change, options);
  const verdict = await verifyLogFile(logFile(id, base));
  if (hasPython) {
    const second = JSON.parse(
      execFileSync("python3", [script, await keysFile(), logFile(id, base)], { encoding: "utf8" }),
    );
    assert.equal(second.verdict, verdict.verdict, JSON.stringify([verdict, second]));
  }
  return verdict;
}

test("a log whose step was approved verifies, and the verdict says by whom", async (t) => {
  if (!hasPython) t.diagnostic("python3 is not there: the second verifier was not asked");
  const verdict = await verdictOn(() => undefined);
  assert.equal(verdict.verdict, "VERIFIED");
  const remarks = "remarks" in verdict ? verdict.remarks.filter(({ reason }) => reason === "approved") : [];
  assert.match(remarks[0]?.message ?? "", /^promote was approved by alice \(key dr-runbooks\/alice\+.*\) and by bob/);
});

test("an approval by a user of the machine verifies, and is said to be what the machine itself says", async () => {
  const verdict = await verdictOn((parts) => {
    parts.approvals = [byKey(alice, parts.hash), byUser("carol", parts.hash)];
  });
  assert.equal(verdict.verdict, "VERIFIED");
  assert.match(JSON.stringify(verdict), /carol \(user carol of that machine, as it says itself\)/);
});

test("attack: the operator lists a second key of their own, which the reviewed inventory does not have", async () => {
  const id = await writeApprovedLog(base, () => undefined);
  const approvers = [alice, bob].map(({ name, key }) => ({ name, key }));
  const verdict = (cluster: string, list: typeof approvers) =>
    verifyLogFile(logFile(id, base), { reviewed: new Map([[cluster, list]]) });
  assert.equal((await verdict("orders", approvers)).verdict, "VERIFIED");
  for (const found of [await verdict("orders", approvers.slice(0, 1)), await verdict("other", approvers)]) {
    assert.equal(found.verdict, "TAMPERED");
    assert.match(JSON.stringify(found), /approval-invalid.*whom the reviewed inventory does not list/);
  }
});

const attacks: readonly (readonly [string, RegExp, (parts: ApprovedStep) => void, Options?])[] = [
  ["no approval", /0 of the 2 approvals/, (parts) => (parts.approvals = [])],
  ["one approval of two", /1 of the 2 approvals/, (parts) => parts.approvals.pop()],
  [
    "one person's approval twice",
    /counts once/,
    (parts) => (parts.approvals = [byKey(alice, parts.hash), byKey(alice, parts.hash)]),
  ],
  [
    "a flipped bit in a signature",
    /changed or forged/,
    (parts) => {
      const note = alice.signs(parts.hash);
      const at = note.length - 20;
      parts.approvals[0] = byKey(
        alice,
        parts.hash,
        note.slice(0, at) + (note[at] === "A" ? "B" : "A") + note.slice(at + 1),
      );
    },
  ],
  [
    "a key that is not listed",
    /not one of an approver/,
    (parts) => (parts.approvals[0] = { ...byKey(new Person("dr-runbooks/eve"), parts.hash), approver: "alice" }),
  ],
  [
    "another's approval under a listed name",
    /as another one than it is/,
    (parts) => (parts.approvals = [{ ...byKey(alice, parts.hash), approver: "bob" }, byKey(bob, parts.hash)]),
  ],
  [
    "an approval of another request",
    /answers another request/,
    (parts) => (parts.approvals[0] = { ...byKey(alice, sha256("x")), answers: parts.hash }),
  ],
  [
    "an approval that names another request",
    /nobody asked for/,
    (parts) => (parts.approvals[0] = byKey(alice, sha256("x"))),
  ],
  [
    "a denial for an approval",
    /as another one than it is/,
    (parts) => (parts.approvals[0] = byKey(alice, parts.hash, alice.signs(parts.hash, "deny"))),
  ],
  [
    "a denial before it",
    /an approver denied/,
    (parts) =>
      (parts.confirmations = [
        ...parts.approvals.map(confirmation),
        denial(byKey(alice, parts.hash, alice.signs(parts.hash, "deny", "no"))),
      ]),
  ],
  [
    "another user than the one that is listed",
    /is not an approver/,
    (parts) => (parts.approvals[0] = { ...byUser("carol", parts.hash), user: "dave" }),
  ],
  [
    "a user for somebody who is listed with a key alone",
    /is not an approver/,
    (parts) => (parts.approvals[0] = byUser("alice", parts.hash)),
  ],
  ["another block", /another step/, (parts) => (parts.intent["block_sha256"] = sha256("y"))],
  [
    "another text",
    /another step/,
    (parts) => (parts.intent["sql"] = { text: ["DROP DATABASE app"], count: 1, sha256: sha256("DROP DATABASE app") }),
  ],
  ["fewer people than were asked for", /another step/, (parts) => (parts.intent["approve"] = 1)],
  [
    "another request in its intent",
    /another one or was used before/,
    (parts) => (parts.intent["approved"] = sha256("z")),
  ],
  [
    "an intent that names no approvals",
    /does not name them/,
    (parts) => {
      delete parts.intent["approve"];
      delete parts.intent["approved"];
    },
  ],
  ["a request with another hash", /names another hash/, (parts) => (parts.hash = sha256("other"))],
  ["approvals that were used for a step before", /used before/, () => undefined, { again: true }],
  [
    "a request of another log",
    /another place/,
    () => undefined,
    { changeRequest: (request) => (request["log"] = "other") },
  ],
  [
    "a request that was made at another place of the log",
    /another place/,
    () => undefined,
    { changeRequest: (request) => (request["after"] = { seq: 1, hash: sha256("other") }) },
  ],
  [
    "a request that shows another text than it means",
    /another text than it shows/,
    () => undefined,
    { changeRequest: (request) => (request["text"] = ["SELECT 1"]) },
  ],
  [
    "approvals after the time",
    /expired/,
    () => undefined,
    { changeRequest: (request) => (request["expires"] = new Date(Date.now() - 600_000).toISOString()) },
  ],
];

for (const [what, because, change, options] of attacks)
  test(`attack: a sound log records ${what}, and is told as tampered`, async () => {
    const verdict = await verdictOn(change, options);
    assert.equal(verdict.verdict, "TAMPERED", JSON.stringify(verdict));
    if (verdict.verdict !== "TAMPERED") return;
    assert.equal(verdict.reason, "approval-invalid");
    assert.match(verdict.message, because);
  });
