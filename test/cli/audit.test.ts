import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type CliResult, runCli, startCli, withFolder } from "./spawn-cli.ts";

type Env = Readonly<Record<string, string>>;

/** A folder in which one run was recorded. */
async function withRun(
  use: (cwd: string, env: Env, audit: (...args: string[]) => Promise<CliResult>) => Promise<void>,
  script = "echo hello",
): Promise<void> {
  await withFolder(async (cwd, env) => {
    writeFileSync(join(cwd, "doc.md"), `\`\`\`sh {name=say}\n${script}\n\`\`\`\n`);
    const run = await runCli(["run", "doc.md"], { cwd, env });
    assert.equal(run.code, 0, run.stderr);
    await use(cwd, env, (...args) => runCli(["audit", ...args], { cwd, env }));
  });
}

const logFolder = (env: Env) => {
  const logs = join(env["DR_RUNBOOKS_STATE"] ?? "", "audit", "logs");
  return join(logs, readdirSync(logs)[0] ?? "");
};

for (const name of ["tail", "export", "prune", "proof", "head", "key", "sink"]) {
  test(`audit ${name} --help explains the command on standard output`, async () => {
    const { code, stdout, stderr } = await runCli(["audit", name, "--help"]);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, new RegExp(`Usage: dr-runbooks audit ${name}`));
  });
}

test("a log is shown with one line for each entry, and in full for one or for all", async () => {
  await withRun(async (_cwd, _env, audit) => {
    const { stdout } = await audit("show");
    const lines = stdout.trimEnd().split("\n");
    assert.deepEqual(
      lines.map((line) => /^ +(\d+) {2}\d\d:\d\d:\d\d\.\d{3} {2}(\S+)/.exec(line)?.slice(1)),
      ["log.opened", "run.started", "step.intended", "step.finished", "run.finished", "log.closed"].map((type, at) => [
        String(at),
        type,
      ]),
    );
    assert.match(lines[2] ?? "", /step\.intended +say {2}local {2}echo hello$/);
    assert.match(lines[3] ?? "", /step\.finished +say {2}local {2}success {2}[\d.]+ ms$/);
    const one = await audit("show", "--entry", "3");
    assert.match(one.stdout, /^ +3 {2}.*step\.finished[\s\S]*\n +targets: node=local/);
    assert.equal((await audit("show", "--entry", "99")).code, 2);
    assert.ok((await audit("show", "--verbose")).stdout.split("\n").length > lines.length * 2);
    assert.equal((await audit("show", "--format", "json")).stdout.trimEnd().split("\n").length, lines.length);
  });
});

test("the exit code tells the verdict", async () => {
  await withRun(async (cwd, env, audit) => {
    assert.equal((await audit("verify")).code, 0);
    const path = join(logFolder(env), "000001.jsonl");
    const whole = readFileSync(path);
    const stranger = await withFolder(async (other, otherEnv) => {
      writeFileSync(join(other, "doc.md"), "```sh {name=a}\ntrue\n```\n");
      await runCli(["run", "doc.md"], { cwd: other, env: otherEnv });
      return (await runCli(["audit", "key"], { cwd: other, env: otherEnv })).stdout.trim();
    });
    const unverifiable = await audit("verify", "--key", stranger);
    assert.equal(unverifiable.code, 4);
    assert.match(unverifiable.stdout, /^UNVERIFIABLE /);
    truncateSync(path, whole.length - 1);
    const cut = await audit("verify", "--format", "json");
    assert.equal(cut.code, 1);
    assert.equal(JSON.parse(cut.stdout).reason, "cut");
    writeFileSync(path, whole);
    rmSync(logFolder(env), { recursive: true });
    const missing = await audit("verify", "--all");
    assert.equal(missing.code, 1);
    assert.match(missing.stdout, /log-missing/);
    writeFileSync(join(cwd, "nothing.txt"), "no checkpoint");
    assert.equal((await audit("verify", "--all", "--anchor", "nothing.txt")).code, 2);
  });
});

test("a log that was edited is shown and listed with a warning, and with an exit code of its own", async () => {
  await withRun(async (_cwd, env, audit) => {
    assert.equal((await audit("show")).stderr, "");
    const path = join(logFolder(env), "000001.jsonl");
    writeFileSync(path, readFileSync(path, "utf8").replace('"outcome":"success"', '"outcome":"failure"'));
    const shown = await audit("show");
    assert.equal(shown.code, 1);
    assert.match(shown.stderr, /This log is TAMPERED: do not rely on it/);
    const listed = await audit("list");
    assert.equal(listed.code, 1);
    assert.match(listed.stdout, /TAMPERED/);
    assert.match(listed.stderr, /One log was tampered with/);
  });
});

test("what keeps the trail from being written is told in one sentence, without a stack", async () => {
  await withFolder(async (cwd, env) => {
    writeFileSync(join(cwd, "doc.md"), "```sh {name=a}\ntouch ran\n```\n");
    const state = env["DR_RUNBOOKS_STATE"] ?? "";
    for (const [sinks, told] of [
      ["- { kind: pigeon }\n", /sinks\.yaml: the kind of a sink is mysql or syslog/],
      [
        "- { kind: syslog, socket: /nowhere/log, required: true }\n",
        /sent to syslog at \/nowhere\/log.* change .*sinks\.yaml/,
      ],
    ] as const) {
      mkdirSync(join(state, "audit"), { recursive: true });
      writeFileSync(join(state, "audit", "sinks.yaml"), sinks);
      const { code, stderr } = await runCli(["run", "doc.md"], { cwd, env });
      assert.equal(code, 1);
      assert.match(stderr, told);
      assert.doesNotMatch(stderr, /\n +at |000001\.jsonl writable/);
    }
    rmSync(join(state, "audit"), { recursive: true });
    symlinkSync(cwd, join(state, "audit"));
    const linked = await runCli(["run", "doc.md"], { cwd, env });
    assert.match(linked.stderr, /^error: .*symbolic link.*\n$/);
    assert.ok(!readdirSync(cwd).includes("ran"));
  });
});

test("a run whose trail is removed under it does not say that it is recorded", async () => {
  await withFolder(async (cwd, env) => {
    writeFileSync(join(cwd, "doc.md"), "```sh {name=a}\nrm -r state/audit\n```\n\n```sh {name=b}\ntrue\n```\n");
    const { code, stdout } = await runCli(["run", "doc.md", "--yes"], {
      cwd,
      env: { ...env, DR_RUNBOOKS_STATE: join(cwd, "state") },
    });
    assert.equal(code, 1);
    assert.match(stdout, /The record is gone/);
    assert.doesNotMatch(stdout, /Recorded in|Verify with|--resume/);
  });
});

test("a run that was killed leaves a log that is incomplete, which the next run takes over", async () => {
  await withFolder(async (cwd, env) => {
    writeFileSync(join(cwd, "doc.md"), "```sh {name=wait}\necho started; until [ -e go ]; do sleep 0.05; done\n```\n");
    const running = startCli(["run", "doc.md"], { cwd, env });
    for (let turn = 0; turn < 200 && !running.stdout().includes("started"); turn++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    running.child.kill("SIGKILL");
    await running.result;
    // Its script is a process of its own, which lives on.
    writeFileSync(join(cwd, "go"), "");
    const verify = await runCli(["audit", "verify"], { cwd, env });
    assert.equal(verify.code, 3, verify.stdout);
    assert.match(verify.stdout, /Nothing says how step wait ended/);
    writeFileSync(join(cwd, "doc.md"), "```sh {name=a}\ntrue\n```\n");
    assert.equal((await runCli(["run", "doc.md"], { cwd, env })).code, 0);
    const { stdout } = await runCli(["audit", "show"], { cwd, env });
    assert.match(stdout, /log\.recovered[\s\S]*step\.unknown +wait {2}unknown/);
  });
});

test("an exported log verifies elsewhere with the key alone, and the export is on record", async () => {
  await withRun(async (cwd, env, audit) => {
    const { stdout: key } = await audit("key");
    writeFileSync(join(cwd, "keys.txt"), key);
    assert.equal((await audit("export", "--to", "evidence")).code, 0);
    rmSync(join(env["DR_RUNBOOKS_STATE"] ?? "", "audit", "keys"), { recursive: true });
    const verify = await audit("verify", "--folder", "evidence", "--key", "keys.txt");
    assert.equal(verify.code, 0, verify.stdout + verify.stderr);
    assert.match((await audit("list")).stdout, /recorded/);
    assert.equal((await audit("export", "--to", "evidence")).code, 2);
  });
});

test("one entry is proved without the others, and a changed proof is refuted", async () => {
  await withRun(async (cwd, _env, audit) => {
    const { stdout } = await audit("proof", "latest", "3");
    assert.doesNotMatch(stdout, /run\.started/);
    const file = join(cwd, "proof.json");
    writeFileSync(file, stdout);
    const proved = await audit("proof", "--check", "proof.json");
    assert.equal(proved.code, 0);
    assert.match(proved.stdout, /^PROVED {2}entry 3 of the 6/);
    for (const [from, to] of [
      ["success", "failure"],
      ['"seq": 3', '"seq": 2'],
      ["\\\\n6\\\\n", "\\\\n7\\\\n"],
    ] as const) {
      const changed = stdout.replace(new RegExp(from), to);
      assert.notEqual(changed, stdout, from);
      writeFileSync(file, changed);
      const refuted = await audit("proof", "--check", "proof.json");
      assert.equal(refuted.code, 1, `${from}: ${refuted.stdout}`);
      assert.match(refuted.stdout, /^REFUTED/);
    }
    assert.equal((await audit("proof", "latest", "6")).code, 1);
  });
});

test("a checkpoint that was kept elsewhere vouches for the log", async () => {
  await withRun(async (cwd, _env, audit) => {
    writeFileSync(join(cwd, "ticket.txt"), `Kept on Monday:\n${(await audit("head", "--all")).stdout}\nSigned: me\n`);
    const { code, stdout } = await audit("verify", "--all", "--anchor", "ticket.txt");
    assert.equal(code, 0);
    assert.match(stdout, /anchored by a checkpoint that was kept elsewhere/);
  });
});

test("old logs that verify can be removed, and that they were is on record", async () => {
  await withRun(async (cwd, env, audit) => {
    assert.match((await audit("prune", "--older-than", "1")).stdout, /^0 logs would be removed/m);
    const dry = await audit("prune", "--older-than", "0", "--dry-run");
    assert.match(dry.stdout, /1 logs would be removed/);
    const unasked = await audit("prune", "--older-than", "0");
    assert.equal(unasked.code, 2);
    assert.match(unasked.stderr, /nobody can be asked\. Nothing was/);
    const { code, stdout } = await audit("prune", "--older-than", "0", "--yes");
    assert.equal(code, 0);
    assert.match(stdout, /1 logs removed/);
    const verify = await audit("verify", "--all");
    assert.equal(verify.code, 0, verify.stdout);
    assert.match(verify.stdout, /records that 1 logs were removed on purpose/);
    assert.equal((await runCli(["run", "doc.md"], { cwd, env })).code, 0);
    assert.equal((await audit("verify", "--all")).code, 0);
    // What records a removal stays: without it, the absence of what it names would be a riddle.
    assert.match(
      (await audit("prune", "--older-than", "0", "--yes")).stdout,
      /stays: it records .*\n(?:.*\n)*1 logs removed/,
    );
    assert.equal((await runCli(["run", "doc.md"], { cwd, env })).code, 0);
    assert.equal((await audit("verify", "--all")).code, 0);
  });
});

test("a log that is followed shows what comes and ends when it is closed", async () => {
  await withFolder(async (cwd, env) => {
    writeFileSync(join(cwd, "doc.md"), "```sh {name=wait}\nuntil [ -e go ]; do sleep 0.05; done\n```\n");
    const running = startCli(["run", "doc.md"], { cwd, env });
    for (let turn = 0; turn < 200 && !/wait/.test(running.stdout()); turn++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    const tail = startCli(["audit", "tail", "-n", "1"], { cwd, env });
    for (let turn = 0; turn < 200 && tail.stdout() === ""; turn++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    writeFileSync(join(cwd, "go"), "");
    assert.equal((await running.result).code, 0);
    const { code, stdout } = await tail.result;
    assert.equal(code, 0);
    assert.match(stdout, /^ +2 .*step\.intended[^\n]*\n[^\n]*step\.finished[\s\S]*log\.closed\s*$/);
  });
});

test("an output that is too large for a line is kept beside the log, and verified with it", async () => {
  await withRun(async (_cwd, env, audit) => {
    const folder = join(logFolder(env), "blobs");
    const [name = ""] = readdirSync(folder);
    const text = readFileSync(join(folder, name), "utf8");
    assert.equal(text, `${Array.from({ length: 3000 }, (_, at) => at + 1).join("\n")}\n`);
    assert.match((await audit("show", "--entry", "3")).stdout, new RegExp(`blob=${name}`));
    assert.equal((await audit("verify")).code, 0);
    writeFileSync(join(folder, name), text.replace("17", "18"));
    const changed = await audit("verify");
    assert.equal(changed.code, 1);
    assert.match(changed.stdout, /entry 3 .*blob-changed/);
  }, "seq 3000");
});
