import assert from "node:assert/strict";
import { test } from "node:test";
import { done, rows, type World, world } from "./memory-ports.ts";

const sql = (name: string, code: string) => `\`\`\`sql {name=${name}}\n${code}\n\`\`\`\n\n`;
const hidden = "SELECT '\\' ; DROP TABLE t; -- ';";

/** A node whose session reads backslashes as the mode says that it was set to. */
function moded(mode = ""): World {
  const w = world();
  let now = mode;
  w.nodes.db1.answer = (statement) => {
    const set = /^SET SESSION sql_mode = '(.*)'$/.exec(statement);
    if (set) now = set[1] ?? "";
    return statement === "SELECT @@sql_mode" ? rows(["@@sql_mode"], [now]) : done;
  };
  return w;
}

function sent(w: World): string[] {
  return w.nodes.db1.asked.filter((statement) => statement !== "SELECT @@sql_mode");
}

test("a block that the session's sql_mode reads otherwise than it was planned is refused before anything of it is sent", async () => {
  for (const mode of ["NO_BACKSLASH_ESCAPES", "STRICT_TRANS_TABLES,NO_BACKSLASH_ESCAPES"]) {
    const w = moded(mode);
    const result = await w.run(sql("reader", `SELECT 1; ${hidden}`));
    assert.equal(result.status, "failed");
    assert.match(result.message ?? "", /sql_mode has NO_BACKSLASH_ESCAPES.*Nothing of it was sent/);
    assert.deepEqual(sent(w), []);
  }
});

test("a statement that sets the mode within a block does not change how the rest of it is read", async () => {
  const w = moded();
  const result = await w.run(sql("mid", `SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES'; SELECT 1; ${hidden}`));
  assert.equal(result.status, "failed");
  assert.deepEqual(sent(w), ["SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES'", "SELECT 1"]);
});

test("code behind a backslash in a name is seen under ANSI_QUOTES", async () => {
  const w = moded("ANSI_QUOTES");
  const result = await w.run(sql("file", `SELECT 1 AS "\\" INTO OUTFILE '/tmp/x' -- ";`));
  assert.match(result.message ?? "", /sql_mode has ANSI_QUOTES/);
  assert.deepEqual(sent(w), []);
});

test("a backslash that every mode reads alike is sent under every mode", async () => {
  for (const mode of ["", "NO_BACKSLASH_ESCAPES", "ANSI_QUOTES"]) {
    const w = moded(mode);
    const result = await w.run(sql("path", "SELECT 'C:\\\\data' AS path; -- it's a \\ here\nSELECT 2;"));
    assert.equal(result.status, "succeeded", result.message);
    assert.deepEqual(sent(w), ["SELECT 'C:\\\\data' AS path", "SELECT 2"]);
  }
});
