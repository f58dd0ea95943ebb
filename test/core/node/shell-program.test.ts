import assert from "node:assert/strict";
import { test } from "node:test";
import { allowedEnvironment, findBash, notStartedMessage } from "../../../core/node/shell-program.ts";

const git = "C:\\Program Files\\Git\\bin\\bash.exe";
const windows = (path: string, ...files: readonly string[]) =>
  findBash("win32", { Path: path, SystemRoot: "C:\\Windows", ProgramFiles: "C:\\Program Files" }, (file) =>
    files.includes(file),
  );

test("bash is looked up on the PATH where the platform has it", () => {
  for (const platform of ["linux", "darwin", "freebsd"] as const)
    assert.deepEqual(
      findBash(platform, {}, () => false),
      { program: "bash" },
    );
});

test("on Windows the bash of Git is taken, from the PATH or from its usual folder, and never the launcher of WSL", () => {
  const wsl = "C:\\Windows\\System32\\bash.exe";
  const store = "C:\\Users\\dba\\AppData\\Local\\Microsoft\\WindowsApps\\bash.exe";
  const own = "D:\\tools\\bash.exe";
  const path = "c:\\windows\\system32;C:\\Users\\dba\\AppData\\Local\\Microsoft\\WindowsApps;D:\\tools";
  assert.deepEqual(windows(path, wsl, store, own, git), { program: own });
  assert.deepEqual(windows(path, wsl, store, git), { program: git });
});

test("on Windows without it a shell step says clearly what is missing, and what can be done", () => {
  const found = windows("C:\\Windows\\System32", "C:\\Windows\\System32\\bash.exe");
  assert.ok("message" in found);
  assert.match(found.message, /Windows has none.*Install Git for Windows.*WSL is not taken.*on=NODE/);
});

test("a script gets the allowed variables, however Windows writes their names, and no others", () => {
  const env = {
    Path: "C:\\x",
    SystemRoot: "C:\\Windows",
    USERPROFILE: "C:\\Users\\dba",
    MYSQL_PWD: "secret",
    LC_ALL: "C",
  };
  assert.deepEqual(allowedEnvironment("win32", env), {
    TERM: "dumb",
    Path: "C:\\x",
    SystemRoot: "C:\\Windows",
    USERPROFILE: "C:\\Users\\dba",
    LC_ALL: "C",
  });
  assert.deepEqual(
    allowedEnvironment("linux", { PATH: "/bin", Path: "/evil", USERPROFILE: "x", MYSQL_PWD: "secret" }),
    {
      TERM: "dumb",
      PATH: "/bin",
    },
  );
});

test("a shell that is missing and a folder that is missing are told apart", () => {
  const missing = Object.assign(new Error("spawn bash ENOENT"), { code: "ENOENT" });
  assert.equal(
    notStartedMessage(missing, "bash", "/here", () => true),
    "bash was not found on the PATH. Install it.",
  );
  assert.match(
    notStartedMessage(missing, "bash", "/gone", () => false),
    /^The folder \/gone does not exist/,
  );
});
