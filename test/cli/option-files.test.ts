import assert from "node:assert/strict";
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { runCli, withFolder } from "./spawn-cli.ts";

test("explains a setting for a target, by whichever spelling it is asked for", async () => {
  const { code, stdout } = await runCli(["explain", "relay-log-recovery", "--target", "8.4"]);
  assert.equal(code, 0);
  assert.match(stdout, /^relay_log_recovery — boolean, global, needs a restart$/m);
  assert.match(stdout, /^Recovery: Without it a replica that crashed/m);
  assert.match(stdout, /^→ MySQL 8\.4 +default OFF$/m);
});

test("explains as JSON what each series makes of a setting", async () => {
  const { stdout } = await runCli(["explain", "expire_logs_days", "--format", "json", "--target", "8.4"]);
  const { target, series } = JSON.parse(stdout) as {
    readonly target: string;
    readonly series: readonly { readonly flavor: string; readonly version: string; readonly status: string }[];
  };
  assert.equal(target, "removed");
  const statusOf = (flavor: string, version: string) =>
    series.find((entry) => entry.flavor === flavor && entry.version === version)?.status;
  assert.deepEqual(
    [statusOf("mysql", "5.7"), statusOf("mysql", "8.0"), statusOf("mysql", "8.4"), statusOf("mariadb", "11.8")],
    ["accepted", "deprecated", "removed", "accepted"],
  );
});

test("says what was meant when no server has a setting, and exits with 1", async () => {
  const { code, stderr } = await runCli(["explain", "sync_binlogg"]);
  assert.equal(code, 1);
  assert.match(stderr, /No known server has a setting "sync_binlogg"\. Did you mean sync_binlog\?/);
  assert.equal((await runCli(["explain", "sync_binlog", "--target", "x"])).code, 2);
});

test("shows what an upgrade changes and writes only when it is told to, keeping the permissions", async () => {
  await withFolder(async (cwd) => {
    const path = join(cwd, "my.cnf");
    const text = "[mysqld]\nexpire_logs_days = 7\nquery_cache_type = 1\n";
    writeFileSync(path, text, { mode: 0o640 });
    const shown = await runCli(["upgrade", "my.cnf", "--from", "5.7", "--to", "8.4"], { cwd });
    assert.equal(shown.code, 0);
    assert.match(shown.stdout, /^-expire_logs_days = 7\n\+binlog_expire_logs_seconds = 604800$/m);
    assert.match(shown.stdout, /^ {2}log_bin +OFF → ON$/m);
    assert.equal(readFileSync(path, "utf8"), text);
    const written = await runCli(["upgrade", "my.cnf", "--from", "5.7", "--to", "8.4", "--write", "--format", "json"], {
      cwd,
    });
    const answer = JSON.parse(written.stdout) as { readonly text: string; readonly refused: readonly unknown[] };
    assert.equal(readFileSync(path, "utf8"), answer.text);
    assert.equal(statSync(path).mode & 0o777, 0o640);
    assert.deepEqual(answer.refused, []);
    assert.equal(
      (await runCli(["lint", "my.cnf", "--target", "8.4", "--format", "json"], { cwd })).stdout.includes('"refuses"'),
      false,
    );
  });
});

test("refuses to go back, and asks for both versions", async () => {
  await withFolder(async (cwd) => {
    writeFileSync(join(cwd, "my.cnf"), "[mysqld]\n");
    assert.equal((await runCli(["upgrade", "my.cnf", "--to", "8.4"], { cwd })).code, 2);
    const back = await runCli(["upgrade", "my.cnf", "--from", "8.4", "--to", "5.7"], { cwd });
    assert.equal(back.code, 2);
    assert.match(back.stderr, /older than --from/);
  });
});

interface Sarif {
  readonly version: string;
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly level: string;
        readonly locations: readonly {
          readonly physicalLocation: {
            readonly artifactLocation: { readonly uri: string };
            readonly region: { readonly startLine: number; readonly startColumn: number; readonly endColumn: number };
          };
        }[];
        readonly fixes?: readonly {
          readonly artifactChanges: readonly {
            readonly replacements: readonly { readonly insertedContent?: { readonly text: string } }[];
          }[];
        }[];
      }[];
    },
  ];
}

test("writes findings as SARIF with rules, places and fixes", async () => {
  await withFolder(async (cwd) => {
    mkdirSync(join(cwd, "a b"));
    writeFileSync(join(cwd, "a b", "my.cnf"), "[mysqld]\nexpire_logs_days = 7\n");
    const { code, stdout } = await runCli(["lint", "a b/my.cnf", "--target", "8.4", "--format", "sarif"], { cwd });
    assert.equal(code, 1);
    const { version, runs } = JSON.parse(stdout) as Sarif;
    assert.equal(version, "2.1.0");
    const [{ tool, results }] = runs;
    for (const { ruleId, ruleIndex } of results) assert.equal(tool.driver.rules[ruleIndex]?.id, ruleId);
    const found = results.find(({ ruleId }) => ruleId === "CNF001");
    assert.equal(found?.level, "error");
    const place = found?.locations[0]?.physicalLocation;
    assert.equal(place?.artifactLocation.uri, "a%20b/my.cnf");
    assert.deepEqual(place?.region, { startLine: 2, startColumn: 1, endLine: 2, endColumn: 17 });
    const replacements = found?.fixes?.[0]?.artifactChanges[0]?.replacements;
    assert.equal(replacements?.[0]?.insertedContent?.text, "binlog_expire_logs_seconds");
    for (const { fixes } of results)
      for (const { artifactChanges } of fixes ?? [])
        for (const change of artifactChanges) assert.notEqual(change.replacements.length, 0);
  });
});

test("follows includes below the folder it is started in, and reports the others without what they hold", async () => {
  await withFolder(async (folder) => {
    const cwd = join(folder, "work");
    mkdirSync(join(cwd, "conf.d"), { recursive: true });
    writeFileSync(join(folder, "secret.cnf"), "[mysqld]\nno_such_secret = 1\n");
    symlinkSync(join(folder, "secret.cnf"), join(cwd, "conf.d", "link.cnf"));
    const lines = [
      `!include ${folder}/secret.cnf`,
      `!includedir ${cwd}/conf.d`,
      `!include ${cwd}/my.cnf`,
      "!include /etc/shadow",
    ];
    writeFileSync(join(cwd, "my.cnf"), `[mysqld]\n${lines.join("\n")}\n!includedir ${cwd}/none\n`);
    const { stdout, stderr } = await runCli(["lint", "my.cnf", "--format", "json"], { cwd });
    const { findings } = JSON.parse(stdout) as {
      readonly findings: readonly {
        readonly code: string;
        readonly severity: string;
        readonly range: { readonly start: { readonly line: number } };
      }[];
    };
    assert.deepEqual(
      findings.filter(({ code }) => code === "CNF201").map(({ severity, range }) => `${range.start.line} ${severity}`),
      ["1 information", "2 information", "3 warning", "4 information", "5 error"],
    );
    assert.ok(!`${stdout}${stderr}`.includes("secret"));
  });
});

test("says what is wrong with a server to ask that is none", async () => {
  const { code, stderr } = await runCli(["lint", "README.md", "--against", "/nowhere/mysqld"]);
  assert.equal(code, 2);
  assert.match(stderr, /--against: \/nowhere\/mysqld is neither a server program/);
});
