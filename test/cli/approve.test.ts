import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type ApprovalRequest, requestText } from "../../core/audit/approval/request.ts";
import { requestLines } from "../../core/audit/approval/show-request.ts";
import { formatVerifierKey } from "../../core/audit/note.ts";
import { decodeAnswer, encodeRequest } from "../../core/node/approval-codes.ts";
import { openInstallation } from "../../core/node/keys.ts";
import { sha256 } from "../../core/node/sha256.ts";
import { Person } from "../core/run/memory-desk.ts";
import { sampleRequest } from "../support/approval-request.ts";
import { runCli, withFolder } from "./spawn-cli.ts";

const request = (change: Partial<ApprovalRequest> = {}) =>
  sampleRequest({ approvers: [{ name: "alice", key: new Person("dr-runbooks/alice").key }], ...change });

test("a request is signed from its code and from a mail that holds it, by this installation's key or another", () =>
  withFolder(async (folder, env) => {
    const own = await openInstallation(join(env.DR_RUNBOOKS_STATE, "audit"));
    const text = requestText(request({ approvers: [{ name: "me", key: formatVerifierKey(own.verifierKey) }] }));
    const code = encodeRequest(text);
    writeFileSync(join(folder, "mail.txt"), `Please approve:\n  dr-runbooks approve ${code}\nThanks\n`);
    for (const from of [code, "mail.txt"]) {
      const { code: exit, stdout, stderr } = await runCli(["approve", from, "--name", "orders"], { cwd: folder, env });
      assert.equal(exit, 0, stderr);
      assert.ok(decodeAnswer(stdout)?.startsWith(`dr-runbooks/approval\napprove\n${sha256(text)}\n`), stdout);
      assert.match(stderr, /DESTROYS what only a backup brings back/);
      assert.match(stderr, /me approved promote/);
    }
    const key = join(env.DR_RUNBOOKS_STATE, "audit", "keys", "installation.key");
    const other = { DR_RUNBOOKS_STATE: join(folder, "other") };
    const elsewhere = ["approve", "mail.txt", "--name", "promote"];
    assert.equal((await runCli(elsewhere, { cwd: folder, env: other })).code, 1);
    assert.equal((await runCli([...elsewhere, "--key-file", key], { cwd: folder, env: other })).code, 0);
  }));

test("attack: the clock of the approver is set: what counts is the operator's, and the approver is told", () =>
  withFolder(async (folder, env) => {
    const own = await openInstallation(join(env.DR_RUNBOOKS_STATE, "audit"));
    const approvers = [{ name: "me", key: formatVerifierKey(own.verifierKey) }];
    const expires = new Date(Date.now() - 60_000).toISOString();
    const code = encodeRequest(requestText(request({ approvers, expires })));
    const { code: exit, stderr } = await runCli(["approve", code, "--name", "promote"], { cwd: folder, env });
    assert.equal(exit, 0, stderr);
    assert.match(stderr, /over by this machine's clock; the operator's counts/);
  }));

for (const [what, args, message, exit] of [
  [
    "a request that was cut",
    [encodeRequest(requestText(request())).slice(0, -9)],
    /no approval request that is whole/,
    2,
  ],
  ["a file that is not there", ["nowhere.txt"], /can't be read/, 2],
  ["no request", ["--approvals", "/nowhere"], /No request waits on this machine/, 2],
  ["a reason without a denial", ["drq1_x", "--reason", "no"], /--reason goes with --deny/, 2],
  ["a key that is not there", [encodeRequest(requestText(request())), "--key-file", "no.key"], /There is no key/, 1],
  [
    "a person who is not listed",
    [encodeRequest(requestText(request()))],
    /Neither this key nor this user is listed.*dr-runbooks\//,
    1,
  ],
  [
    "a user of another machine",
    [encodeRequest(requestText(request({ approvers: [{ name: "root", user: "root" }] }))), "--name", "promote"],
    /the request is not in|Neither this key nor this user/,
    1,
  ],
] as const)
  test(`nothing is signed for ${what}`, () =>
    withFolder(async (folder, env) => {
      const { code, stdout, stderr } = await runCli(["approve", ...args], { cwd: folder, env });
      assert.equal(code, exit, stderr);
      assert.equal(stdout, "");
      assert.match(stderr, message);
    }));

test("attack: a request can't forge lines, colours or an order on the screen of the approver", () => {
  const evil = "\u001b[2J\u001b]0;x\u0007\u202e\r\n  Risk       only reads\u2028";
  const lines = requestLines(
    request({
      cluster: evil,
      step: { name: evil, index: 0, kind: evil, risk: evil },
      text: [`SELECT 1${evil}`],
      variables: { [evil]: evil },
      settings: { [evil]: evil },
      targets: [{ node: evil, at: evil }],
      operator: { user: evil, host: evil },
      approvers: [{ name: evil, user: evil }],
      runbook: { path: evil, sha256: sha256("p") },
      log: evil,
    }),
    sha256("x"),
    Date.now(),
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  for (const line of lines) assert.doesNotMatch(line, /[\u0000-\u001f\u007f-\u009f\u202e\u2028]/);
  assert.equal(lines.filter((line) => /^ {2}Risk/.test(line)).length, 1);
  assert.match(lines.join("\n"), /Risk +UNKNOWN/);
  const first = lines.indexOf("It would run:") + 1;
  assert.ok(
    lines.slice(first, -2).every((line) => line.startsWith("  │ ")),
    lines.slice(first).join("\n"),
  );
});
