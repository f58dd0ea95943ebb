import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../../core/language/analyse.ts";
import { lintContextOf } from "../../../core/language/lint-context.ts";
import { parseVersion } from "../../../core/mysql/flavor.ts";
import { parseOptionFile } from "../../../core/option-file/parse.ts";
import { targetComment } from "../../../core/option-file/target-comment.ts";

const of = (text: string) => targetComment(parseOptionFile(text));

test("a comment names the server that the file is for", () => {
  assert.deepEqual(of("# dr-runbooks: mysql 8.4\n[mysqld]\n"), parseVersion("8.4"));
  assert.deepEqual(of("[mysqld]\n  ; DR-Runbooks: MariaDB 10.11.6\r\n"), parseVersion("10.11.6", "mariadb"));
});

test("other comments, and settings that look like one, name none", () => {
  for (const text of [
    "# for mysql 8.4\n",
    "# dr-runbooks: postgres 17.1\n",
    "# dr-runbooks: mysql\n",
    "[mysqld]\nx = # dr-runbooks: mysql 8.4\n",
  ])
    assert.equal(of(text), undefined, text);
});

test("the comment goes before the settings of the editor", () => {
  const analysis = analyse("option-file", "# dr-runbooks: mariadb 11.8\n[mysqld]\nserver_id = 7\n");
  const target = parseVersion("8.4");
  assert.ok(target);
  assert.deepEqual(lintContextOf("/w/my.cnf", analysis, { target }).target, parseVersion("11.8", "mariadb"));
});
