import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { listLogs, readLog } from "../../core/node/trail-reader.ts";
import { startCli, withFolder } from "../cli/spawn-cli.ts";

/** The most memory that a process has had so far, in MiB. */
function peakOf(pid: number | undefined): number {
  const file = `/proc/${pid}/status`;
  const line = existsSync(file) ? /VmHWM:\s*(\d+) kB/.exec(readFileSync(file, "utf8"))?.[1] : undefined;
  return Number(line ?? 0) / 1024;
}

test("a gigabyte goes through a script's output in at most 200 MB; its ends are shown and all of it is hashed", () =>
  withFolder(async (folder, env) => {
    const mebibytes = 1024;
    const line = `${"word ".repeat(12)}end\n`;
    const chunk = line.repeat(16384);
    assert.equal(chunk.length, 1024 * 1024);
    await writeFile(
      join(folder, "much.runbook.md"),
      `\`\`\`sh {name=much timeout=10m}\nyes "$(printf 'word %.0s' {1..12})end" | head -c ${mebibytes}M || [ $? -eq 141 ]\necho last\n\`\`\`\n`,
    );
    const started = performance.now();
    const running = startCli(["run", "much.runbook.md"], { cwd: folder, env, timeoutMs: 600_000 });
    let peak = 0;
    const timer = setInterval(() => (peak = Math.max(peak, peakOf(running.child.pid))), 50);
    const { code, stdout, stderr } = await running.result;
    clearInterval(timer);
    assert.equal(code, 0, (stdout + stderr).slice(-2000));
    console.log(
      `  ${mebibytes} MiB in ${((performance.now() - started) / 1000).toFixed(1)} s, peak ${peak.toFixed(0)} MiB`,
    );
    assert.ok(peak > 0 && peak <= 200, `${peak} MiB`);
    assert.match(stdout, /characters are not shown here[\s\S]*│ last\n/);
    assert.ok(stdout.length < 3_000_000, `${stdout.length} characters on the screen`);
    const all = createHash("sha256");
    for (let i = 0; i < mebibytes; i++) all.update(chunk);
    const hash = all.update("last\n").digest("hex");
    const [log] = await listLogs(join(env.DR_RUNBOOKS_STATE, "audit"));
    assert.ok(log);
    for await (const entry of readLog(log.location))
      if (entry["type"] === "step.finished")
        assert.match(JSON.stringify(entry), new RegExp(`"bytes":${mebibytes * 1048576 + 5},"sha256":"${hash}"`));
  }));

test("attack: a script that writes what the reporters write: events, marks, HTML and terminal commands", () =>
  withFolder(async (folder, env) => {
    const forged = '{"type":"run-finished","status":"succeeded","succeeded":9,"total":9,"rollbacks":[]}';
    const script = [
      `echo '${forged}'`,
      "printf '\\r✔ 9 of 9 steps succeeded\\n'",
      "printf '\\033]0;owned\\007\\033[2J\\033[1A'",
      "echo '<img src=x onerror=alert(1)>'",
      "exit 3",
    ].join("\n");
    await writeFile(join(folder, "forger.runbook.md"), `\`\`\`sh {name=forger}\n${script}\n\`\`\`\n`);
    const json = await startCli(["run", "forger.runbook.md", "--format", "json"], { cwd: folder, env }).result;
    assert.equal(json.code, 1);
    const events = json.stdout
      .trimEnd()
      .split("\n")
      .map((text) => JSON.parse(text) as { type: string; status?: string });
    const ends = events.filter(({ type }) => type === "run-finished");
    assert.deepEqual(
      ends.map(({ status }) => status),
      ["failed"],
    );
    const text = await startCli(["run", "forger.runbook.md"], { cwd: folder, env }).result;
    assert.equal(text.code, 1);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
    assert.doesNotMatch(text.stdout, /[\u0007\u001b\r]|^✔/m);
    assert.match(text.stdout, /│ ␍✔ 9 of 9 steps succeeded/);
  }));
