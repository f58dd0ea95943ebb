import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { lintFragments, lintOptionFile } from "../../../core/lint/lint-option-file.ts";
import { nodeRules } from "../../../core/lint/nodes/index.ts";
import { recoveryRules } from "../../../core/lint/recovery-rules.ts";
import type { LintContext } from "../../../core/lint/rule.ts";
import { parseVersion } from "../../../core/mysql/flavor.ts";
import { resolveIncludes } from "../../../core/option-file/include.ts";
import { parseOptionFile } from "../../../core/option-file/parse.ts";
import { parseRunbook } from "../../../core/runbook/parse.ts";
import { LineMap } from "../../../core/text/line-map.ts";
import { applyEdits, examples } from "../../support/rule-examples.ts";

const pages = new URL("../../../core/lint/rules/", import.meta.url);
const fixtures = new URL("../../fixtures/", import.meta.url);

function target(text: string): LintContext {
  const [flavor, series = ""] = text.split("-");
  const version = parseVersion(series, flavor === "mariadb" ? "mariadb" : "mysql");
  assert.ok(version);
  return { target: version };
}

function codes(text: string, context: LintContext): readonly string[] {
  return lintOptionFile(parseOptionFile(text), context).map(({ code }) => code);
}

test("there are at least 60 rules on recovery and consistency", (t) => {
  const all = [...recoveryRules, ...nodeRules];
  t.diagnostic(`${recoveryRules.length} rules on one file, ${nodeRules.length} across nodes`);
  assert.ok(all.length >= 60);
  assert.equal(new Set(all.map(({ code }) => code)).size, all.length);
  for (const { code } of all) assert.match(code, /^CNF(0[2-9]\d|1\d\d)$/);
});

for (const rule of recoveryRules) {
  test(`the page of ${rule.id} names its references and its versions`, () => {
    const page = readFileSync(new URL(`${rule.id}.md`, pages), "utf8");
    for (const reference of rule.references) assert.ok(page.includes(`- <${reference}>`), reference);
    for (const heading of ["What it finds", "Why", "Bad", "Good", "Versions", "References"])
      assert.ok(page.includes(`\n## ${heading}\n`), heading);
    const [, versions = ""] = /\n## Versions\n\n(.*)\n/.exec(page) ?? [];
    assert.equal(versions.includes("MySQL"), rule.appliesTo?.mysql !== undefined);
    assert.equal(versions.includes("MariaDB"), rule.appliesTo?.mariadb !== undefined);
  });
}

test("the fixes of every bad example, all at once where they do not overlap, leave a file that reads the same otherwise", () => {
  for (const rule of recoveryRules) {
    for (const { text, context } of examples(readFileSync(new URL(`${rule.id}.md`, pages), "utf8"), "Bad")) {
      for (const report of rule.check(parseOptionFile(text), context)) {
        for (const { edits } of report.fixes ?? []) {
          const fixed = applyEdits(text, edits);
          const problems = parseOptionFile(fixed).problems;
          assert.deepEqual(problems, [], `${rule.id}: ${fixed}`);
          const names = new Set(fixed.match(/^\[.*\]$/gm));
          assert.deepEqual(names, new Set(text.match(/^\[.*\]$/gm)), rule.id);
        }
      }
    }
  }
});

/** Findings of the option-file fragments of a document as an expert would read them out. */
function readOut(document: string, context: LintContext): string {
  const lines = new LineMap(document);
  return lintFragments(parseRunbook(document), context)
    .map(({ span, code, rule, severity, message }) => {
      const { line } = lines.positionAt(span.start);
      return `${line + 1} ${document.slice(span.start, span.end)}\n  ${code} ${rule} ${severity}\n  ${message}\n`;
    })
    .join("");
}

for (const server of ["mysql-8.4", "mariadb-10.11"]) {
  test(`the fragments of a document that was written for another purpose get an expert's findings as ${server}`, () => {
    const golden = new URL(`seed-fragments.${server}.txt`, fixtures);
    const found = readOut(readFileSync(new URL("seed.md", fixtures), "utf8"), target(server));
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(golden, found);
    assert.equal(found, readFileSync(golden, "utf8"));
  });
}

test("files without a part in replication, and client files, are left alone", () => {
  for (const server of ["mysql-5.7", "mysql-8.4", "mysql-9.7", "mariadb-10.11"]) {
    assert.deepEqual(codes("[client]\nuser = app\nsocket = /run/mysqld/mysqld.sock\n", target(server)), []);
    assert.deepEqual(codes("[mysqld]\nmax_connections = 200\ninnodb_buffer_pool_size = 1G\n", target(server)), []);
    assert.deepEqual(codes("[mysqldump]\nquick\nmax_allowed_packet = 64M\n", target(server)), []);
  }
});

test("the shipped runbooks have no finding in their fragments", () => {
  const folder = new URL("../../../runbooks/", import.meta.url);
  for (const name of readdirSync(folder)) {
    if (!name.endsWith(".md")) continue;
    assert.equal(readOut(readFileSync(new URL(name, folder), "utf8"), {}), "", name);
  }
});

test("an unknown server is one that would read the file", () => {
  const text = "[mysqld]\nserver_id = 2\nrelay_log = relay\nread_only = ON\n";
  assert.ok(!codes(text, {}).includes("CNF069"), "MariaDB has no super_read_only");
  assert.ok(codes(`${text}gtid_mode = ON\nenforce_gtid_consistency = ON\n`, {}).includes("CNF069"));
});

test("a fix is written in the style of the line beside it, with the file's line endings and the server's names", () => {
  const text = "[mysqld]\r\nserver-id=2\r\nrelay-log=relay # kept\r\nlog-bin=binlog\r\n";
  const [finding] = lintOptionFile(parseOptionFile(text), target("mariadb-10.11")).filter(
    ({ rule }) => rule === "replica-updates-off",
  );
  assert.equal(
    applyEdits(text, finding?.fixes[0]?.edits ?? []),
    "[mysqld]\r\nserver-id=2\r\nrelay-log=relay # kept\r\nlog-slave-updates=ON\r\nlog-bin=binlog\r\n",
  );
});

test("what an included file sets is set, and what may be set in one that is not known is mere information", async () => {
  const text = "[mysqld]\nserver_id = 2\nrelay_log = relay\n!include more.cnf\n";
  const file = parseOptionFile(text);
  const severities = (context: LintContext) =>
    lintOptionFile(file, context).flatMap(({ rule, severity }) =>
      rule === "relay-log-recovery-off" ? [severity] : [],
    );
  const included = await resolveIncludes("/my.cnf", file, {
    read: async () => ({ status: "read", text: "[mysqld]\nrelay_log_recovery = ON\nread_only = ON\n" }),
    list: async () => ({ status: "missing" }),
  });
  assert.deepEqual(severities(target("mysql-8.4")), ["information"]);
  assert.deepEqual(severities({ ...target("mysql-8.4"), included }), []);
  const found = lintOptionFile(file, { ...target("mysql-8.4"), included });
  assert.ok(!found.some(({ rule }) => rule === "admins-may-write"), "that line is in the other file");
});
