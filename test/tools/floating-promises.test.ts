import assert from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../tools/root.ts";
import { runTool } from "../../tools/tool.ts";

test("the linter reports promises that nobody waits for, and no call of test()", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "floating-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  const compilerOptions = { types: ["node"], strict: true, module: "nodenext", target: "es2024" };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
  writeFileSync(
    join(folder, "planted.ts"),
    `import { readFile } from "node:fs/promises";
import { test } from "node:test";
export async function planted() {
  readFile("a");
  readFile("b").then(String);
  [1].forEach(async () => void (await readFile("c")));
  if (readFile("d")) await readFile("e");
  void readFile("f");
}
test("g", async () => {});
`,
  );
  const { output, status } = await runTool(
    "oxlint",
    ["--type-aware", "--format=unix", "-c", join(root, ".oxlintrc.json"), "planted.ts"],
    folder,
  );
  const reported = [...output.matchAll(/planted\.ts:(\d+):\d+: .*(no-floating-promises|no-misused-promises)/g)];
  assert.deepEqual(
    reported.map(([, line, rule]) => `${line} ${rule}`).sort(),
    ["4 no-floating-promises", "5 no-floating-promises", "6 no-misused-promises", "7 no-misused-promises"],
    output,
  );
  assert.equal(status, 1);
});
