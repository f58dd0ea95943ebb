import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { answerText } from "../../../core/audit/approval/answer.ts";
import { decodeAnswer, decodeRequest, encodeAnswer, encodeRequest } from "../../../core/node/approval-codes.ts";
import { leaveAnswer, openExchange, watchAnswers } from "../../../core/node/approval-exchange.ts";
import { sha256 } from "../../../core/node/sha256.ts";
import { Person } from "../run/memory-desk.ts";

const base = mkdtempSync(join(tmpdir(), "dr-exchange-"));
after(() => rmSync(base, { recursive: true, force: true }));
const isPosix = process.platform !== "win32";
const isRoot = process.getuid?.() === 0;

const hash = sha256("a request");
const text = answerText({ decision: "approve", request: hash });
let count = 0;

async function exchange(): Promise<string> {
  const folder = join(base, String(++count));
  assert.equal(await openExchange(folder), undefined);
  return folder;
}

test("everybody can leave files in the folder and nobody take away another's, whatever the umask", {
  skip: !isPosix,
}, async () => {
  const before = process.umask(0o077);
  try {
    const folder = await exchange();
    assert.equal(lstatSync(folder).mode & 0o7777, 0o1777);
    const file = await leaveAnswer(folder, hash, text);
    assert.equal(lstatSync(file).mode & 0o777, 0o644);
  } finally {
    process.umask(before);
  }
});

test("an answer is handed on once, with the owner that the system knows", { skip: !isPosix }, async () => {
  const folder = await exchange();
  const poll = watchAnswers(folder, hash);
  assert.deepEqual(await poll(), []);
  const path = await leaveAnswer(folder, hash, text);
  if (isRoot) chownSync(path, 4242, 4242);
  assert.deepEqual(await poll(), [{ how: "user", text, uid: isRoot ? 4242 : process.getuid?.() }]);
  assert.deepEqual(await poll(), []);
  const note = new Person("dr-runbooks/alice").signs(hash);
  await leaveAnswer(folder, hash, note);
  await leaveAnswer(folder, sha256("another"), text);
  assert.deepEqual(await poll(), [{ how: "key", note }]);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith(".")),
    [],
  );
});

const attacks: readonly (readonly [string, (path: string, folder: string) => void])[] = [
  [
    "a symbolic link to another's file",
    (path, folder) => {
      writeFileSync(join(folder, "theirs"), text);
      symlinkSync(join(folder, "theirs"), path);
    },
  ],
  [
    "a hard link to another's file",
    (path, folder) => {
      writeFileSync(join(folder, "theirs"), text);
      linkSync(join(folder, "theirs"), path);
    },
  ],
  [
    "a file of another that their group can write",
    (path) => {
      writeFileSync(path, text);
      chmodSync(path, 0o664);
    },
  ],
  [
    "a file of another that everybody can write",
    (path) => {
      writeFileSync(path, text);
      chmodSync(path, 0o646);
    },
  ],
  ["a pipe that never ends", (path) => execFileSync("mkfifo", [path])],
  ["a folder", (path) => mkdirSync(path)],
  ["a device", (path) => symlinkSync("/dev/zero", path)],
  ["a file that is too long", (path) => writeFileSync(path, text + "x".repeat(70_000))],
];

for (const [what, put] of attacks)
  test(`attack: an answer is ${what}, and is not looked at`, { skip: !isPosix }, async () => {
    const folder = await exchange();
    put(join(folder, `${hash}.0123456789abcdef.answer`), folder);
    assert.deepEqual(await watchAnswers(folder, hash)(), []);
  });

test("attack: the folder is there already, as a link, a file, or without its sticky bit", {
  skip: !isPosix,
}, async () => {
  const folder = await exchange();
  symlinkSync(folder, join(base, "link"));
  assert.match((await openExchange(join(base, "link"))) ?? "", /symbolic link/);
  writeFileSync(join(base, "file"), "");
  assert.match((await openExchange(join(base, "file"))) ?? "", /no folder/);
  chmodSync(folder, 0o777);
  assert.match((await openExchange(folder)) ?? "", /remove files of others/);
});

test("codes survive line breaks and quotes of a chat, and nothing else is taken for one", () => {
  const note = new Person("dr-runbooks/alice").signs(hash);
  const code = encodeAnswer(note);
  assert.equal(decodeAnswer(`here: ${code} thanks`), note);
  assert.equal(decodeAnswer(`> ${code.slice(0, 40)}\n${code.slice(40)}\n`), note);
  assert.equal(decodeAnswer(note.replaceAll("\n", "\r\n")), note);
  assert.equal(decodeAnswer("yes"), undefined);
});

test("attack: a request that unfolds to gigabytes, is cut or is not one, is none", () => {
  const bomb = encodeRequest("a".repeat(50_000_000));
  for (const given of [bomb, "drq1_", "drq1_AAAA", encodeRequest("{}"), encodeRequest('{"v":1}'), "{}", ""])
    assert.equal(decodeRequest(given), undefined);
});
