import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { lintGithub } from "../../cli/reporters/lint-github.ts";
import type { Finding } from "../../core/lint/rule.ts";
import { runCli, withFolder } from "./spawn-cli.ts";

const drop = "```sql {confirm=false}\nDROP DATABASE shop;\n```\n";
const doubled = "\ufeff# Status\r\n\r\n> ```sql\r\n> SHOW REPLICA STATUS\\G; -- é\r\n> ```\r\n\r\nno end";

test("workflow commands are one line each, with everything escaped that would end a property or the line", () => {
  const finding: Finding = {
    code: "RBK001",
    rule: "r",
    severity: "information",
    message: "100 % of a::b, c\r\n::error::forged",
    span: { start: 2, end: 4 },
    fixes: [],
  };
  const several = { ...finding, severity: "error", message: "m", span: { start: 0, end: 8 } } as const;
  const output = lintGithub([{ file: "a,b:c%\n.md", text: "é\ncdef\ng", findings: [finding, several] }]);
  const lines = output.split("\n");
  assert.equal(lines.length, 3);
  assert.equal(lines[2], "");
  assert.match(
    lines[0] ?? "",
    /^::notice file=a%2Cb%3Ac%25\S*\.md,line=2,endLine=2,col=1,endColumn=2,title=RBK001 r::100 %25 of a::b, c/,
  );
  assert.match(lines[1] ?? "", /^::error file=\S+,line=1,endLine=3,title=RBK001 r::m$/);
});

test("lint --format github writes nothing but workflow commands", async () => {
  await withFolder(async (cwd, env) => {
    writeFileSync(join(cwd, "a.runbook.md"), drop);
    const { stdout, code } = await runCli(["lint", ".", "--format", "github"], { cwd, env });
    assert.match(
      stdout,
      /^::warning file=a\.runbook\.md,line=1,endLine=1,col=\d+,endColumn=\d+,title=RBK016 unconfirmed-destruction::[^\n]+\n$/,
    );
    assert.equal(code, 0);
  });
});

test("lint --fix applies the safe fixes, tells which, keeps every other byte, and has nothing to do the second time", async () => {
  await withFolder(async (cwd, env) => {
    const path = join(cwd, "a.runbook.md");
    writeFileSync(path, doubled);
    const { stdout, code } = await runCli(["lint", "a.runbook.md", "--fix"], { cwd, env });
    assert.match(stdout, /^Fixed a\.runbook\.md:4:24 RBK062 Remove it\n/);
    assert.match(stdout, /1 file checked, no findings/);
    assert.equal(code, 0);
    assert.deepEqual(readFileSync(path), Buffer.from(doubled.replace("\\G;", "\\G")));
    const again = await runCli(["lint", "a.runbook.md", "--fix", "--format", "json"], { cwd, env });
    assert.equal(again.stderr, "");
    assert.deepEqual(JSON.parse(again.stdout), { findings: [], files: 1 });
  });
});

test("lint --fix leaves a block alone that could not be read, and the findings without a safe fix", async () => {
  await withFolder(async (cwd, env) => {
    const text = doubled.replace("sql", "sql {timeout=fast}");
    writeFileSync(join(cwd, "a.runbook.md"), text);
    const { stdout, code } = await runCli(["lint", "a.runbook.md", "--fix"], { cwd, env });
    assert.doesNotMatch(stdout, /Fixed/);
    assert.equal(code, 1);
    assert.equal(readFileSync(join(cwd, "a.runbook.md"), "utf8"), text);
  });
});

test("a configuration above the folder changes severities, and what it ignores is left alone", async () => {
  await withFolder(async (cwd, env) => {
    for (const folder of ["work/drafts", "work/old"]) mkdirSync(join(cwd, folder), { recursive: true });
    writeFileSync(
      join(cwd, ".dr-runbooks.yaml"),
      "rules:\n  unconfirmed-destruction: error\nignore:\n  - drafts/\n  - work/old/*.md\n",
    );
    for (const name of ["a", "drafts/b", "old/c"]) writeFileSync(join(cwd, "work", `${name}.runbook.md`), drop);
    const inside = { cwd: join(cwd, "work"), env };
    const all = await runCli(["lint", ".", "--format", "json"], inside);
    const { findings, files } = JSON.parse(all.stdout) as { findings: { severity: string }[]; files: number };
    assert.equal(files, 1);
    assert.deepEqual(
      findings.map(({ severity }) => severity),
      ["error"],
    );
    assert.equal(all.code, 1);
    const named = await runCli(["lint", "drafts/b.runbook.md"], inside);
    assert.match(named.stderr, /drafts\/b\.runbook\.md is ignored/);
    assert.equal(named.code, 0);
    const less = await runCli(["lint", ".", "--ignore", "a.*", "--format", "json"], inside);
    assert.equal((JSON.parse(less.stdout) as { files: number }).files, 0);
  });
});

test("the configuration's server is the one where nothing else says", async () => {
  await withFolder(async (cwd, env) => {
    writeFileSync(join(cwd, ".dr-runbooks.yaml"), 'target: "8.4"\nflavor: mysql\n');
    writeFileSync(join(cwd, "a.runbook.md"), "```sql\nSHOW MASTER STATUS;\n```\n");
    const severity = async (...args: readonly string[]) => {
      const { stdout } = await runCli(["lint", "a.runbook.md", "--format", "json", ...args], { cwd, env });
      return (JSON.parse(stdout) as { findings: { severity: string }[] }).findings.map((finding) => finding.severity);
    };
    assert.deepEqual(await severity(), ["error"]);
    assert.deepEqual(await severity("--target", "5.7"), []);
  });
});

test("a configuration that cannot be understood ends the command with every place in it", async () => {
  await withFolder(async (cwd, env) => {
    writeFileSync(join(cwd, "a.runbook.md"), drop);
    writeFileSync(join(cwd, ".dr-runbooks.yaml"), "rules:\n  RBK016: loud\nignor: []\n");
    const { stderr, stdout, code } = await runCli(["lint", "."], { cwd, env });
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.match(
      stderr,
      /\.dr-runbooks\.yaml:2:11: `loud` is no severity[\s\S]*\.dr-runbooks\.yaml:3:1: .*Did you mean `ignore`/,
    );
    const missing = await runCli(["lint", ".", "--config", "other.yaml"], { cwd, env });
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /other\.yaml does not exist/);
  });
});

test("a path that is not there is no clean file", async () => {
  await withFolder(async (cwd, env) => {
    const { stdout, stderr, code } = await runCli(["lint", "nosuch.md"], { cwd, env });
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.match(stderr, /nosuch\.md does not exist/);
  });
});

test("explain prints the page of a finding", async () => {
  await withFolder(async (cwd, env) => {
    const { stdout, code } = await runCli(["explain", "rbk019"], { cwd, env });
    assert.equal(code, 0);
    assert.match(stdout, /^# RBK019 promote-before-fence\n/);
    assert.equal((await runCli(["explain", "RBK777"], { cwd, env })).code, 1);
  });
});

test("more warnings than allowed fail the command after fixing too", async () => {
  await withFolder(async (cwd, env) => {
    writeFileSync(join(cwd, "a.runbook.md"), drop);
    assert.equal((await runCli(["lint", ".", "--max-warnings", "0"], { cwd, env })).code, 1);
    assert.equal((await runCli(["lint", ".", "--max-warnings", "0", "--fix"], { cwd, env })).code, 0);
  });
});
