import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { readTextFile } from "../../../core/node/files.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "dr-files-"));
});
after(() => rm(folder, { recursive: true }));

async function read(bytes: Uint8Array | string, maxBytes?: number) {
  const path = join(folder, "file");
  await writeFile(path, bytes);
  return readTextFile(path, maxBytes);
}

test("a text keeps its byte order mark and its line endings", async () => {
  assert.deepEqual(await read("\ufeffa\r\nb"), { status: "read", text: "\ufeffa\r\nb" });
});

test("bytes that are not UTF-8 are refused with their line", async () => {
  const file = await read(Buffer.from("ok\nna\xefve\n", "latin1"));
  assert.equal(file.status, "not-utf8");
  assert.match("message" in file ? file.message : "", /line 2/);
});

test("a file that is missing, too large or a folder says so", async () => {
  assert.equal((await readTextFile(join(folder, "none"))).status, "missing");
  assert.equal((await read("12345", 4)).status, "too-large");
  assert.equal((await readTextFile(folder)).status, "not-a-file");
});
