import assert from "node:assert/strict";
import { test } from "node:test";
import { lintFragments, lintOptionFile } from "../../../core/lint/lint-option-file.ts";
import type { Finding, LintContext } from "../../../core/lint/rule.ts";
import { parseVersion } from "../../../core/mysql/flavor.ts";
import { parseOptionFile } from "../../../core/option-file/parse.ts";
import type { Runbook, Step } from "../../../core/runbook/types.ts";

function target(text: string): LintContext {
  const [flavor, series] = text.split("-");
  const version = parseVersion(series ?? "", flavor === "mariadb" ? "mariadb" : "mysql");
  assert.ok(version);
  return { target: version };
}

/** These tests are about what the server refuses or skips; the other rules have their pages. */
function aboutNames(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ rule }) => rule === "unknown-setting" || rule === "invalid-line");
}

function lint(text: string, context: LintContext = {}): readonly Finding[] {
  return aboutNames(lintOptionFile(parseOptionFile(text), context));
}

/** `text` after the first safe fix of every finding. */
function fix(text: string, context: LintContext): string {
  const edits = lint(text, context).flatMap(
    (finding) => finding.fixes.find(({ safety }) => safety === "safe")?.edits ?? [],
  );
  return edits
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce((result, { span, newText }) => result.slice(0, span.start) + newText + result.slice(span.end), text);
}

function messages(text: string, context?: LintContext): string[] {
  return lint(text, context).map((finding) => finding.message);
}

test("says which server refuses a setting and what to write", () => {
  assert.deepEqual(messages("[mysqld]\nexpire-logs-days=7\nmax_conections=1\n", target("mysql-8.4")), [
    'MySQL 8.4 refuses to start with "expire-logs-days", which is gone since 8.4. Use binlog_expire_logs_seconds, which counts seconds.',
    'MySQL 8.4 does not know "max_conections" and refuses to start. Did you mean "max_connections"?',
  ]);
});

test("marks the name alone", () => {
  const text = "[mysqld]\n  max_conections = 1 # x\n";
  const [finding] = lint(text, target("mysql-8.4"));
  assert.ok(finding);
  assert.equal(text.slice(finding.span.start, finding.span.end), "max_conections");
});

test("converts names and values without changing the writer's style", () => {
  const text =
    "[mysqld]\nloose-expire-logs-days=7\nexpire-logs-days = '14' # two weeks\nmax_connections: 5\n--port = 1\nMAX_ALLOWED_PACKET=1M\n";
  const fixed = fix(text, target("mysql-8.4"));
  assert.equal(
    fixed,
    "[mysqld]\nloose-expire-logs-days=7\nbinlog-expire-logs-seconds = 1209600 # two weeks\nmax_connections = 5\nport = 1\nmax_allowed_packet=1M\n",
  );
  assert.deepEqual(messages(fixed, target("mysql-8.4")), []);
});

test("translates replication words to what the server has", () => {
  assert.equal(fix("[mysqld]\nskip-replica-start\n", target("mysql-5.7")), "[mysqld]\nskip-slave-start\n");
  assert.equal(fix("[mysqld]\nreplica_net_timeout=9\n", target("mariadb-10.11")), "[mysqld]\nslave_net_timeout=9\n");
  assert.equal(
    fix("[mysqld]\nrpl_semi_sync_master_timeout=9\n", target("mysql-9.7")),
    "[mysqld]\nrpl_semi_sync_source_timeout=9\n",
  );
});

test("looks only at groups that the server reads", () => {
  const text = "[client]\nnope=1\n[mysqld-5.7]\nquery_cache_size=1\n[mariadb]\nnope=1\n[mysqld_safe]\nnope=1\n";
  assert.deepEqual(messages(text, target("mysql-8.4")), []);
  assert.equal(messages(text, target("mariadb-10.11")).length, 1);
});

test("reports for an unknown target only what no current server accepts", () => {
  assert.deepEqual(messages("[mysqld]\nexpire_logs_days=7\nlog_replica_updates=1\ngtid_mode=ON\nwsrep_on=1\n"), []);
  assert.deepEqual(messages("[mysqld]\nmax_conections=1\n"), [
    'No current MySQL or MariaDB server knows "max_conections"; each refuses to start. Did you mean "max_connections"?',
  ]);
  assert.equal(messages("[mysqld-8.4]\nexpire_logs_days=7\n").length, 1);
});

test("takes the target from the cluster when there is no other", () => {
  const cluster = { name: "c", production: false, nodes: [], span: { start: 0, end: 0 } };
  assert.equal(messages("[mysqld]\ngtid_mode=ON\n", { cluster: { ...cluster, flavor: "mariadb" } }).length, 1);
  assert.equal(
    messages("[mysqld]\nexpire_logs_days=1\n", { cluster: { ...cluster, flavor: "mysql", version: "8.4" } }).length,
    1,
  );
  assert.equal(messages("[mysqld]\nexpire_logs_days=1\n", { cluster: { ...cluster, flavor: "mysql" } }).length, 0);
});

test("does not report what the server starts with all the same", () => {
  assert.deepEqual(
    messages(
      "[mysqld]\nloose_nope=1\nloose-skip-nope\nskip-log-bin\ndisable_slow_query_log\nmaximum-max_connections=9\n",
      target("mysql-8.4"),
    ),
    [],
  );
  assert.deepEqual(
    messages("[mysqld]\nplugin_load_add=semisync_source.so\nrpl_semi_sync_source_enabled=1\n", target("mysql-8.4")),
    [],
  );
});

test("gives lines that stop the server as errors and lines that it skips as warnings", () => {
  assert.deepEqual(
    lint("port=1\n[mysqld]\n!zork\n").map(({ code, severity }) => `${code} ${severity}`),
    ["CNF002 error", "CNF002 warning"],
  );
});

/** A runbook with one fence whose lines stand behind a quote prefix. */
function quoted(code: string): Runbook {
  const prefix = "> ";
  const codeOffsets: number[] = [];
  let text = "> ```ini\n";
  for (const line of code.split(/(?<=\n)/)) {
    text += prefix;
    for (const unit of line) {
      codeOffsets.push(text.length);
      text += unit;
    }
  }
  codeOffsets.push(text.length + prefix.length);
  text += "> ```\n";
  const step = { kind: "ini", code, codeOffsets, problems: [] } as unknown as Step;
  return { text, frontMatter: { inputs: [] }, headings: [], steps: [step], problems: [] };
}

test("places findings and fixes of a fragment in the runbook", () => {
  const runbook = quoted("[mysqld]\nmax_conections=1\nport=1\n");
  const [finding] = aboutNames(lintFragments(runbook, target("mysql-8.4")));
  assert.ok(finding);
  assert.equal(runbook.text.slice(finding.span.start, finding.span.end), "max_conections");
  const removal = finding.fixes.at(-1)?.edits[0];
  assert.ok(removal);
  assert.equal(
    runbook.text.slice(0, removal.span.start) + runbook.text.slice(removal.span.end),
    "> ```ini\n> [mysqld]\n> port=1\n> ```\n",
  );
});

test("takes a fragment without a group for settings of [mysqld], and leaves other programs' fragments alone", () => {
  assert.equal(aboutNames(lintFragments(quoted("server_id=1\nmax_conections=1\n"), target("mysql-8.4"))).length, 1);
  assert.equal(aboutNames(lintFragments(quoted("[Unit]\nDescription=x\n"), target("mysql-8.4"))).length, 0);
  assert.equal(aboutNames(lintFragments(quoted("vm.swappiness=1\n"), target("mysql-8.4"))).length, 0);
});

test("checks a fragment against the flavor and version in the runbook's front matter", () => {
  const runbook = quoted("[mysqld]\nexpire_logs_days=1\n");
  const version = { value: "8.4", span: { start: 0, end: 0 } };
  assert.equal(aboutNames(lintFragments(runbook, {})).length, 0);
  assert.equal(aboutNames(lintFragments({ ...runbook, frontMatter: { inputs: [], version } }, {})).length, 1);
});

test("says nothing of lines that a fragment without an identity does not have: the rest of the file may have them", () => {
  for (const line of ["super_read_only = ON", "skip_replica_start", "gtid_mode = ON", "log_bin = binlog"])
    assert.deepEqual(lintFragments(quoted(`[mysqld]\n${line}\n`), target("mysql-8.4")), [], line);
  const skipped = lintFragments(quoted("[mysqld]\nreplica_skip_errors = 1062\n"), target("mysql-8.4"));
  assert.deepEqual(
    skipped.map(({ code }) => code),
    ["CNF060"],
  );
  assert.deepEqual(lintFragments(quoted("[mysqld]\nread_only = ON\n"), target("mariadb-10.11")), []);
});
