import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root, runCli, withFolder } from "./spawn-cli.ts";

const seed = join(root, "test", "fixtures", "seed.md");

/** Language, heading above and content of every fence, by the simplest reading that this document allows. */
function fencesOf(text: string): { language: string; heading: string; lines: string[] }[] {
  const fences: { language: string; heading: string; lines: string[] }[] = [];
  let heading = "";
  let open = false;
  for (const line of text.split("\n")) {
    if (line.startsWith("```")) {
      open = !open;
      if (open) fences.push({ language: line.slice(3), heading, lines: [] });
    } else if (open) fences.at(-1)?.lines.push(line);
    else if (line.startsWith("#")) heading = line.replace(/^#+ /, "");
  }
  return fences;
}

interface PlanJson {
  readonly steps: readonly {
    readonly name: string;
    readonly kind: string;
    readonly compares: readonly string[];
    readonly statements: readonly { readonly text: string; readonly risk: string }[];
  }[];
}

test("the plan of a guide without annotations has every SQL, shell and ini block, named after its heading", async () => {
  const fences = fencesOf(readFileSync(seed, "utf8"));
  assert.ok(fences.length > 10);
  const { stdout, stderr } = await runCli(["plan", seed, "--format", "json"]);
  const { steps } = JSON.parse(stdout) as PlanJson;
  assert.equal(stderr, "");
  assert.equal(steps.length, fences.length);
  const words = (text: string): readonly string[] => text.toLowerCase().match(/\p{L}+/gu) ?? [];
  for (const [index, { language, heading, lines }] of fences.entries()) {
    const step = steps[index];
    assert.ok(step);
    assert.equal(step.kind, { bash: "shell", sql: "sql", ini: "ini" }[language]);
    for (const word of words(heading))
      assert.ok(words(step.name).includes(word), `${step.name} is named after ${heading}`);
    const planned = [...step.statements.map((statement) => statement.text), ...step.compares].join("\n");
    const code = lines.map((line) => line.trim()).filter((line) => line !== "" && !/^(#|--|\[)/.test(line));
    const redacted = /password/i;
    for (const line of code) {
      const core = line
        .replace(/\s*--.*$/, "")
        .replace(/;$/, "")
        .replace(/\\G$/, "");
      if (!redacted.test(line)) assert.ok(planned.includes(core), `${step.name} plans ${core}`);
    }
  }
});

test("the plan as text shows number, name, kind, target, risk, timeout and every statement, and connects to nothing", async () => {
  const { stdout } = await runCli(["plan", seed]);
  assert.match(stdout, /^ +1 {2}\S.*ini · on .* · timeout 1m$/m);
  assert.match(stdout, /SHOW SLAVE STATUS/);
  assert.match(stdout, /xtrabackup --prepare --target-dir=\/backup\/full/);
  assert.match(stdout, /Nothing was executed\.$/m);
});

test("linting the guide reports its inline passwords and the statements that MySQL 8.4 no longer has", async () => {
  const { code, stdout } = await runCli(["lint", seed, "--format", "json", "--target", "8.4"]);
  const { findings, files } = JSON.parse(stdout) as {
    findings: { code: string; rule: string; message: string; severity: string; range: { start: { line: number } } }[];
    files: number;
  };
  assert.equal(files, 1);
  const lines = readFileSync(seed, "utf8").split("\n");
  const about = (pattern: RegExp) => findings.filter((finding) => pattern.test(lines[finding.range.start.line] ?? ""));
  assert.ok(about(/IDENTIFIED BY 'strong_password'/).length > 0, "the password of CREATE USER");
  assert.ok(about(/MASTER_PASSWORD='strong_password'/).length > 0, "the password of CHANGE MASTER TO");
  for (const removed of [/^SHOW MASTER STATUS/, /^CHANGE MASTER TO/, /^START SLAVE/, /^SHOW SLAVE STATUS/]) {
    assert.ok(about(removed).length > 0, String(removed));
  }
  assert.equal(code, findings.some((finding) => finding.severity === "error") ? 1 : 0);
});

test("a file whose name says nothing is read by its content", async () => {
  await withFolder(async (cwd, env) => {
    writeFileSync(join(cwd, "one.txt"), "# A guide\n\n```sql\nSELECT 1;\n```\n");
    writeFileSync(join(cwd, "two.txt"), "[mysqld]\nserver_id = 1\nnot_a_variable_of_any_server = 1\n");
    const plan = await runCli(["plan", "one.txt"], { cwd, env });
    assert.match(plan.stdout, /SELECT 1/, plan.stderr);
    const { stdout, code } = await runCli(["lint", "two.txt", "--format", "json"], { cwd, env });
    assert.match(stdout, /not_a_variable_of_any_server/);
    assert.equal(
      code,
      (JSON.parse(stdout) as { findings: { severity: string }[] }).findings.some(({ severity }) => severity === "error")
        ? 1
        : 0,
    );
    const wrong = await runCli(["plan", "two.txt"], { cwd, env });
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /option file, not a runbook/);
  });
});

test("lint searches folders for runbooks and option files and leaves other Markdown, node_modules and .git alone", async () => {
  await withFolder(async (cwd, env) => {
    for (const folder of ["runbooks", "node_modules/x", ".git", "conf"])
      mkdirSync(join(cwd, folder), { recursive: true });
    writeFileSync(join(cwd, "runbooks", "a.md"), "# A\n\n```sql\nSELECT 1;\n```\n");
    writeFileSync(join(cwd, "node_modules", "x", "b.runbook.md"), "# B\n");
    writeFileSync(join(cwd, ".git", "c.runbook.md"), "# C\n");
    writeFileSync(join(cwd, "README.md"), "# Not a runbook\n");
    writeFileSync(join(cwd, "conf", "my.cnf"), "[mysqld]\nserver_id = 1\n");
    const { stdout, stderr } = await runCli(["lint", ".", "--format", "json"], { cwd, env });
    assert.equal((JSON.parse(stdout) as { files: number }).files, 2, stderr);
  });
});

test("a finding of level warning does not fail the command unless --max-warnings says so", async () => {
  await withFolder(async (cwd, env) => {
    writeFileSync(join(cwd, "my.cnf"), "[mysqld]\nnot_a_variable_of_any_server = 1\n");
    const { stdout } = await runCli(["lint", "my.cnf", "--format", "json"], { cwd, env });
    const severities = (JSON.parse(stdout) as { findings: { severity: string }[] }).findings.map(
      (finding) => finding.severity,
    );
    assert.ok(severities.length > 0);
    const expected = severities.includes("error") ? 1 : 0;
    assert.equal((await runCli(["lint", "my.cnf"], { cwd, env })).code, expected);
    if (severities.includes("warning"))
      assert.equal((await runCli(["lint", "my.cnf", "--max-warnings", "0"], { cwd, env })).code, 1);
  });
});

const unreadable: readonly (readonly [string, (folder: string) => void, RegExp])[] = [
  ["is missing", () => {}, /doc\.md does not exist/],
  ["is a folder", (folder) => mkdirSync(join(folder, "doc.md")), /doc\.md/],
  [
    "is not UTF-8",
    (folder) =>
      writeFileSync(
        join(folder, "doc.md"),
        Buffer.concat([
          Buffer.from("# T\n\n## First\n\n```sql {name=broken}\nSELECT '"),
          Buffer.from([0xe9]),
          Buffer.from("';\n```\n"),
        ]),
      ),
    /doc\.md is not UTF-8 \(line 6\).*Step broken can't be read/,
  ],
];

for (const [what, make, message] of unreadable) {
  for (const command of ["plan", "run"]) {
    test(`${command} of a file that ${what} ends with exit code 2 and says why`, async () => {
      await withFolder(async (cwd, env) => {
        make(cwd);
        const { code, stdout, stderr } = await runCli([command, "doc.md"], { cwd, env });
        assert.equal(code, 2, stderr);
        assert.match(stderr, message);
        assert.equal(stdout, "");
      });
    });
  }
}

async function trailOf(cwd: string, env: Readonly<Record<string, string>>): Promise<Record<string, unknown>[]> {
  const { stdout } = await runCli(["audit", "show", "latest", "--format", "json"], { cwd, env });
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

test("a run of a document that is not UTF-8 is on record as halted, and the record verifies", async () => {
  await withFolder(async (cwd, env) => {
    writeFileSync(join(cwd, "doc.md"), Buffer.from([0x23, 0x20, 0xff, 0x0a]));
    assert.equal((await runCli(["run", "doc.md"], { cwd, env })).code, 2);
    const entries = await trailOf(cwd, env);
    const halted = entries.find((entry) => entry["type"] === "run.halted");
    assert.match(JSON.stringify(halted), /not UTF-8/);
    const verify = await runCli(["audit", "verify"], { cwd, env });
    assert.equal(verify.code, 0);
    assert.match(verify.stdout, /^VERIFIED /);
  });
});

test("a run without a cluster names the step, where it would run, and the way to a cluster", async () => {
  await withFolder(async (cwd, env) => {
    writeFileSync(join(cwd, "doc.md"), "# T\n\n```sql {name=first on=replica}\nSELECT 1;\n```\n");
    const { code, stderr } = await runCli(["run", "doc.md"], { cwd, env });
    assert.equal(code, 2);
    assert.match(stderr, /Step first runs on replica/);
    assert.match(stderr, /dr-runbooks sandbox up/);
    assert.match(JSON.stringify(await trailOf(cwd, env)), /run\.halted/);
  });
});

const inventory =
  "one:\n  flavor: mysql\n  nodes:\n    db1: { host: 127.0.0.1, port: 1, role: source }\ntwo:\n  flavor: mysql\n  production: true\n  nodes:\n    db1: { host: 127.0.0.1, port: 1, role: source }\n";

test("a cluster has to be chosen where there are several, and a misspelt one is not guessed", async () => {
  await withFolder(async (cwd, env) => {
    writeFileSync(join(cwd, "clusters.yaml"), inventory);
    writeFileSync(join(cwd, "doc.md"), "# T\n\n```sql {name=first}\nSELECT 1;\n```\n");
    const none = await runCli(["run", "doc.md"], { cwd, env });
    assert.equal(none.code, 2);
    assert.match(none.stderr, /several clusters: one, two/);
    const wrong = await runCli(["run", "doc.md", "--cluster", "onee"], { cwd, env });
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /onee.*Did you mean one\?/);
  });
});

test("a faulty entry in the inventory is shown with its line and nothing runs", async () => {
  await withFolder(async (cwd, env) => {
    writeFileSync(
      join(cwd, "clusters.yaml"),
      "one:\n  flavor: mysql\n  nodes:\n    db1: { host: 127.0.0.1, port: many }\n",
    );
    writeFileSync(join(cwd, "doc.md"), "```sql {name=first}\nSELECT 1;\n```\n");
    const { code, stderr } = await runCli(["run", "doc.md"], { cwd, env });
    assert.equal(code, 2);
    assert.match(stderr, /clusters\.yaml:4: /);
  });
});

test("--yes alone does not change anything on a production cluster", async () => {
  await withFolder(async (cwd, env) => {
    writeFileSync(join(cwd, "clusters.yaml"), inventory);
    writeFileSync(join(cwd, "doc.md"), "```sql {name=drop-it}\nDROP TABLE t;\n```\n");
    const args = ["run", "doc.md", "--cluster", "two", "--yes"];
    const alone = await runCli(args, { cwd, env });
    assert.equal(alone.code, 2);
    assert.match(alone.stderr, /step drop-it[\s\S]*--confirm-production two/);
    const wrong = await runCli([...args, "--confirm-production", "one"], { cwd, env });
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /the run is on cluster two/);
    const typed = await runCli([...args, "--confirm-production", "two"], { cwd, env });
    assert.equal(typed.code, 1, "it goes as far as the node that does not answer");
    assert.match(typed.stderr + typed.stdout, /db1/);
  });
});

test("steps and inputs that do not exist are wrong usage, with the nearest name", async () => {
  await withFolder(async (cwd, env) => {
    writeFileSync(
      join(cwd, "doc.md"),
      '---\nrunbook: T\ninputs:\n  bucket: { type: string }\n---\n\n```sh {name=upload}\necho "$bucket"\n```\n',
    );
    const step = await runCli(["run", "doc.md", "--step", "uplaod"], { cwd, env });
    assert.equal(step.code, 2);
    assert.match(step.stderr, /Did you mean upload\?/);
    const input = await runCli(["run", "doc.md", "--input", "bukcet=x"], { cwd, env });
    assert.equal(input.code, 2);
    assert.match(input.stderr, /Did you mean bucket\?/);
  });
});

test("an undefined variable is said before anything runs, and no step is run", async () => {
  await withFolder(async (cwd, env) => {
    writeFileSync(
      join(cwd, "doc.md"),
      '```sh {name=before}\ntouch ran\n```\n\n```sh {name=uses}\necho "${nowhere}"\n```\n\n```sql {name=asks on=local}\nSELECT ${nowhere};\n```\n',
    );
    const { code, stdout, stderr } = await runCli(["run", "doc.md"], { cwd, env });
    assert.equal(code, 1, stderr);
    assert.match(stdout + stderr, /nowhere/);
    assert.throws(() => readFileSync(join(cwd, "ran")), { code: "ENOENT" });
    const show = JSON.stringify(await trailOf(cwd, env));
    assert.doesNotMatch(show, /step\.intended/);
    assert.match((await runCli(["audit", "verify"], { cwd, env })).stdout, /^VERIFIED /);
  });
});

test("a step whose fence is never closed is refused, and nothing after the steps before it runs", async () => {
  await withFolder(async (cwd, env) => {
    writeFileSync(join(cwd, "doc.md"), "```sh {name=open}\ntouch ran\n");
    const { code, stdout, stderr } = await runCli(["run", "doc.md"], { cwd, env });
    assert.equal(code, 1, stderr);
    assert.match(stdout + stderr, /open/);
    assert.match(stdout + stderr, /closed/);
    assert.throws(() => readFileSync(join(cwd, "ran")), { code: "ENOENT" });
    assert.match(JSON.stringify(await trailOf(cwd, env)), /closed/);
  });
});

test("local steps run without a cluster, with inputs from the command line and the environment", async () => {
  await withFolder(async (cwd, env) => {
    writeFileSync(
      join(cwd, "doc.md"),
      '---\nrunbook: T\ninputs:\n  a: { type: string }\n  b: { type: string }\n---\n\n```sh {name=write}\nprintf "%s-%s" "$a" "$b" > out\n```\n',
    );
    const { code, stdout, stderr } = await runCli(["run", "doc.md", "--input", "a=1 2"], {
      cwd,
      env: { ...env, DR_RUNBOOKS_INPUT_b: "x'y" },
    });
    assert.equal(code, 0, stdout + stderr);
    assert.equal(readFileSync(join(cwd, "out"), "utf8"), "1 2-x'y");
    assert.match(stdout, /▶ 1\/1 write {2}on local/);
    assert.match(stdout, /1 of 1 step succeeded/);
    assert.match(stdout, /audit verify/);
  });
});

test("a run as JSON writes one event per line", async () => {
  await withFolder(async (cwd, env) => {
    writeFileSync(
      join(cwd, "doc.md"),
      "```sh {name=say}\necho hello\n```\n\n```sh {name=fail}\nexit 3\n```\n\n```sh {name=never}\ntouch ran\n```\n",
    );
    const { code, stdout } = await runCli(["run", "doc.md", "--format", "json"], { cwd, env });
    assert.equal(code, 1);
    const events = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string; step?: { name: string }; status?: string });
    assert.equal(events[0]?.type, "run-started");
    assert.equal(events.at(-1)?.type, "run-finished");
    assert.equal(events.at(-1)?.status, "failed");
    assert.ok(events.some((event) => event.type === "step-finished" && event.step?.name === "fail"));
    assert.ok(!events.some((event) => event.step?.name === "never"));
    assert.throws(() => readFileSync(join(cwd, "ran")), { code: "ENOENT" });
  });
});

test("what needs a person is refused where there is nobody, and --yes answers it", async () => {
  await withFolder(async (cwd, env) => {
    writeFileSync(join(cwd, "doc.md"), '```sh {name=careful confirm="Really?"}\ntouch ran\n```\n');
    const nobody = await runCli(["run", "doc.md"], { cwd, env });
    assert.equal(nobody.code, 1);
    assert.match(nobody.stdout + nobody.stderr, /careful/);
    assert.throws(() => readFileSync(join(cwd, "ran")), { code: "ENOENT" });
    const yes = await runCli(["run", "doc.md", "--yes"], { cwd, env });
    assert.equal(yes.code, 0, yes.stdout + yes.stderr);
    readFileSync(join(cwd, "ran"));
  });
});

test("a reader that stops reading does not end the run", async () => {
  await withFolder(async (cwd, env) => {
    writeFileSync(join(cwd, "doc.md"), "```sh {name=a}\nseq 20000\n```\n\n```sh {name=b}\ntouch ran\n```\n");
    const { startCli } = await import("./spawn-cli.ts");
    const running = startCli(["run", "doc.md"], { cwd, env });
    running.child.stdout?.once("data", () => running.child.stdout?.destroy());
    const { code, stderr } = await running.result;
    assert.equal(code, 0, stderr);
    readFileSync(join(cwd, "ran"));
  });
});

test("an edited log is reported as tampered with, with exit code 1", async () => {
  await withFolder(async (cwd, env) => {
    writeFileSync(join(cwd, "doc.md"), "```sh {name=a}\ntrue\n```\n");
    assert.equal((await runCli(["run", "doc.md"], { cwd, env })).code, 0);
    const list = await runCli(["audit", "list", "--format", "json"], { cwd, env });
    const [log] = (JSON.parse(list.stdout) as { logs: { location: string; status: string }[] }).logs;
    assert.ok(log);
    assert.equal(log.status, "succeeded");
    const text = readFileSync(log.location, "utf8");
    writeFileSync(log.location, text.replace('"name":"a"', '"name":"b"'));
    const { code, stdout } = await runCli(["audit", "verify", "--all"], { cwd, env });
    assert.equal(code, 1);
    assert.match(stdout, /^TAMPERED /);
  });
});

test("there is nothing to show or to verify before the first run", async () => {
  await withFolder(async (cwd, env) => {
    assert.match((await runCli(["audit", "list"], { cwd, env })).stdout, /No runs are recorded yet/);
    assert.equal((await runCli(["audit", "show"], { cwd, env })).code, 2);
    assert.equal((await runCli(["audit", "verify"], { cwd, env })).code, 2);
    assert.equal((await runCli(["audit", "show", "no-such-log"], { cwd, env })).code, 2);
  });
});
