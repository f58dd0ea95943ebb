import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { lintRunbook } from "../../../core/lint/lint.ts";
import type { LintContext } from "../../../core/lint/rule.ts";
import { parseVersion } from "../../../core/mysql/flavor.ts";
import { parseRunbook } from "../../../core/runbook/parse.ts";
import { LineMap } from "../../../core/text/line-map.ts";

const text = readFileSync(new URL("../../fixtures/seed.md", import.meta.url), "utf8");
const target = parseVersion("8.4");

/** Line and character as an editor shows them, the words in question, rule and severity. */
function golden(context: LintContext): readonly string[] {
  const lines = new LineMap(text);
  return lintRunbook(parseRunbook(text), context).map(({ span, rule, severity }) => {
    const { line, character } = lines.positionAt(span.start);
    return `${line + 1}:${character + 1} ${text.slice(span.start, span.end)} ${rule} ${severity}`;
  });
}

test("a document that was written for another purpose reports what is wrong in it, at its place", () => {
  assert.deepEqual(golden({}), [
    "136:44 'strong_password' inline-password warning",
    "141:1 SHOW MASTER STATUS removed-statement warning",
    "157:1 CHANGE MASTER TO removed-statement warning",
    "160:19 'strong_password' inline-password warning",
    "165:1 START SLAVE removed-statement warning",
    "168:1 SHOW SLAVE STATUS removed-statement warning",
    "175:1 SHOW SLAVE STATUS removed-statement warning",
    "186:1 mysqldump inconsistent-dump information",
    "186:19 -p asks-somebody warning",
    "189:1 mysqldump inconsistent-dump warning",
    "189:1 mysqldump incomplete-dump warning",
    "189:19 -p asks-somebody warning",
    "192:1 mysqldump inconsistent-dump information",
    "192:19 -p asks-somebody warning",
    "195:1 mysqldump masked-pipe-failure warning",
    "195:1 mysqldump inconsistent-dump information",
    "195:19 -p asks-somebody warning",
    "200:1 mysqldump inconsistent-dump information",
    "200:19 -p asks-somebody warning",
    "206:1 gunzip masked-pipe-failure warning",
    "206:40 -p asks-somebody warning",
    "209:15 -p asks-somebody warning",
    "212:15 -p asks-somebody warning",
    "213:15 -p asks-somebody warning",
    "242:1 mysqlbinlog replay-own-gtids information",
    "242:1 mysqlbinlog masked-pipe-failure warning",
    "242:49 mysql binary-mode information",
    "242:63 -p asks-somebody warning",
    "245:1 mysqlbinlog separate-binlog-streams warning",
    "245:1 mysqlbinlog replay-own-gtids information",
    '245:13 --stop-datetime="2025-01-04 14:30:00" stop-datetime-zone warning',
    "246:22 mysql binary-mode information",
    "246:36 -p asks-somebody warning",
    "257:1 mysqldump masked-pipe-failure warning",
    "257:26 -p$DB_PASS inline-password information",
    "263:6 $BACKUP_DIR unquoted-variable warning",
  ]);
});

test("statements that a known server has no more are errors, and those that it has are nothing", () => {
  assert.ok(target);
  assert.equal(golden({ target }).filter((line) => line.endsWith("removed-statement error")).length, 5);
  assert.equal(
    golden({ target: { ...target, minor: 0 } }).filter((line) => line.includes("removed-statement")).length,
    0,
  );
  assert.equal(
    golden({ target: { ...target, flavor: "mariadb", major: 11 } }).filter((line) => line.includes("removed-statement"))
      .length,
    0,
  );
});

test("the safe fixes of a known server together leave no removed statement", () => {
  assert.ok(target);
  const edits = lintRunbook(parseRunbook(text), { target }).flatMap(
    (finding) => finding.fixes.find((fix) => fix.safety === "safe")?.edits ?? [],
  );
  const fixed = edits
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce((result, { span, newText }) => result.slice(0, span.start) + newText + result.slice(span.end), text);
  assert.equal(
    lintRunbook(parseRunbook(fixed), { target }).filter((finding) => finding.rule === "removed-statement").length,
    0,
  );
  assert.match(fixed, /CHANGE REPLICATION SOURCE TO\n {2}SOURCE_HOST='master_ip',\n {2}SOURCE_USER='replicator',/);
});
