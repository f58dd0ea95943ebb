import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { runCli, withFolder } from "./spawn-cli.ts";

const runbook = (title: string) =>
  `---\nrunbook: ${title}\nowner: dba\ndrill: quarterly\n---\n\`\`\`sh {name=one}\ntrue\n\`\`\`\n\n\`\`\`sh {name=two}\ntrue\n\`\`\`\n`;

test("lint tells of a runbook that was never drilled, from a trail that is kept, until all of it has run", async () => {
  await withFolder(async (cwd, env) => {
    writeFileSync(join(cwd, "a.runbook.md"), runbook("Switch"));
    writeFileSync(join(cwd, "other.runbook.md"), runbook("Other"));
    const codes = async (...more: string[]) => {
      const { stdout } = await runCli(["lint", "a.runbook.md", "--format", "json", ...more], { cwd, env });
      return JSON.parse(stdout).findings.map(({ code, message }: Record<string, string>) => `${code} ${message}`);
    };
    const run = async (...args: string[]) => assert.equal((await runCli(["run", ...args], { cwd, env })).code, 0);
    assert.deepEqual(await codes(), [], "no trail is kept");
    await run("other.runbook.md");
    const [finding, ...others] = await codes();
    assert.match(finding ?? "", /^RBK073 By this machine's trail it was never drilled, and `drill: quarterly`/);
    assert.deepEqual(others, []);
    await run("a.runbook.md", "--step", "one");
    assert.equal((await codes()).length, 1, "a part of it is no drill");
    await run("a.runbook.md");
    assert.deepEqual(await codes(), []);
    assert.deepEqual(await codes("--trail", join(env.DR_RUNBOOKS_STATE, "audit")), []);
    const missing = await runCli(["lint", ".", "--trail", "nowhere"], { cwd, env });
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /There is no folder nowhere/);
  });
});
