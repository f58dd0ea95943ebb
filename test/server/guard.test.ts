import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Guard } from "../../server/guard.ts";

/** A workspace and a folder beside it whose name begins with the workspace's. */
function arrange(): {
  readonly guard: Guard;
  readonly inside: string;
  readonly outside: string;
  [Symbol.dispose](): void;
} {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "dr-runbooks-guard-")));
  const inside = join(root, "work");
  const outside = join(root, "work-not");
  for (const folder of [inside, outside]) {
    mkdirSync(folder);
    writeFileSync(join(folder, "a.cnf"), `text of ${folder}`);
  }
  const guard = new Guard();
  guard.setFolders([inside]);
  return { guard, inside, outside, [Symbol.dispose]: () => rmSync(root, { recursive: true }) };
}

test("reads a file of the workspace, also through a link that stays inside", async () => {
  using place = arrange();
  symlinkSync("a.cnf", join(place.inside, "link.cnf"));
  for (const name of ["a.cnf", "link.cnf"]) {
    assert.deepEqual(await place.guard.read(join(place.inside, name)), {
      status: "read",
      text: `text of ${place.inside}`,
    });
  }
});

test("refuses what lies outside, by path, by dots, by a link to a file and by a link to a folder", async () => {
  using place = arrange();
  symlinkSync(join(place.outside, "a.cnf"), join(place.inside, "file.cnf"));
  symlinkSync(place.outside, join(place.inside, "folder"));
  for (const path of [
    join(place.outside, "a.cnf"),
    `${place.inside}/../work-not/a.cnf`,
    join(place.inside, "file.cnf"),
    join(place.inside, "folder", "a.cnf"),
    "/etc/passwd",
  ]) {
    assert.deepEqual(
      await place.guard.read(path),
      { status: "refused", because: "it lies outside the workspace" },
      path,
    );
  }
});

test("refuses a folder, a pipe without waiting for it, and a file that is too large", async () => {
  using place = arrange();
  execFileSync("mkfifo", [join(place.inside, "pipe")]);
  mkdirSync(join(place.inside, "folder"));
  writeFileSync(join(place.inside, "large"), "");
  truncateSync(join(place.inside, "large"), 2 ** 30);
  assert.deepEqual(await place.guard.read(join(place.inside, "pipe")), {
    status: "refused",
    because: "it is not a regular file",
  });
  assert.deepEqual(await place.guard.read(join(place.inside, "folder")), {
    status: "refused",
    because: "it is not a regular file",
  });
  assert.deepEqual(await place.guard.read(join(place.inside, "large")), {
    status: "refused",
    because: "it is too large",
  });
});

test("tells a missing file from a refused one, and reads nothing without a workspace", async () => {
  using place = arrange();
  assert.deepEqual(await place.guard.read(join(place.inside, "none")), { status: "missing" });
  assert.equal((await new Guard().read(join(place.inside, "a.cnf"))).status, "refused");
});

test("finds the innermost workspace folder of a path", () => {
  const guard = new Guard();
  guard.setFolders(["/w", "/w/inner"]);
  assert.deepEqual(
    ["/w/a", "/w/inner/a", "/w-not/a", "/w"].map((path) => guard.folderOf(path)),
    ["/w", "/w/inner", undefined, undefined],
  );
});
