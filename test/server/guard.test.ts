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
      { status: "refused", reason: "outside", because: "it lies outside the workspace" },
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
    reason: "not-a-file",
    because: "it is not a regular file",
  });
  assert.deepEqual(await place.guard.read(join(place.inside, "folder")), {
    status: "refused",
    reason: "not-a-file",
    because: "it is not a regular file",
  });
  assert.deepEqual(await place.guard.read(join(place.inside, "large")), {
    status: "refused",
    reason: "too-large",
    because: "it is too large",
  });
});

test("tells a missing file from a refused one, and reads nothing without a workspace", async () => {
  using place = arrange();
  assert.deepEqual(await place.guard.read(join(place.inside, "none")), { status: "missing" });
  assert.equal((await new Guard().read(join(place.inside, "a.cnf"))).status, "refused");
});

test("lists the option files of a folder in the workspace, and of no other", async () => {
  using place = arrange();
  for (const name of ["b.cnf", "c.txt", "d.CNF", ".hidden.cnf"]) writeFileSync(join(place.inside, name), "");
  symlinkSync(place.outside, join(place.inside, "folder"));
  const listed = await place.guard.list(place.inside);
  assert.deepEqual(
    listed.status === "listed" && listed.files,
    [".hidden.cnf", "a.cnf", "b.cnf"].map((name) => join(place.inside, name)),
  );
  for (const path of [place.outside, join(place.inside, "folder"), "/etc"])
    assert.deepEqual(await place.guard.list(path), {
      status: "refused",
      reason: "outside",
      because: "it lies outside the workspace",
    });
  assert.equal((await place.guard.list(join(place.inside, "none"))).status, "missing");
  assert.equal((await place.guard.list(join(place.inside, "a.cnf"))).status, "refused");
});

test("does not tell whether a file outside exists, neither by its name nor through a link", async () => {
  using place = arrange();
  symlinkSync(join(place.outside, "none.cnf"), join(place.inside, "dangling.cnf"));
  symlinkSync(place.outside, join(place.inside, "folder"));
  for (const path of [
    join(place.outside, "none.cnf"),
    join(place.inside, "dangling.cnf"),
    join(place.inside, "folder", "none.cnf"),
    join(place.inside, "folder", "none", "none.cnf"),
  ])
    assert.equal((await place.guard.read(path)).status, "refused", path);
});

test("finds the innermost workspace folder of a path", () => {
  const guard = new Guard();
  guard.setFolders(["/w", "/w/inner"]);
  assert.deepEqual(
    ["/w/a", "/w/inner/a", "/w-not/a", "/w"].map((path) => guard.folderOf(path)),
    ["/w", "/w/inner", undefined, undefined],
  );
});
