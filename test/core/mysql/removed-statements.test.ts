import assert from "node:assert/strict";
import { test } from "node:test";
import { findRemoved } from "../../../core/mysql/removed-statements.ts";
import { applyEdits } from "../../support/rule-examples.ts";

function rewritten(code: string): string {
  return applyEdits(
    code,
    findRemoved(code).flatMap(({ edits }) => edits),
  );
}

test("the words of an UNTIL are renamed with their statement", () => {
  assert.equal(
    rewritten("START SLAVE SQL_THREAD UNTIL MASTER_LOG_FILE = 'x', MASTER_LOG_POS = 4;"),
    "START REPLICA SQL_THREAD UNTIL SOURCE_LOG_FILE = 'x', SOURCE_LOG_POS = 4;",
  );
});

test("a position that only MariaDB knows is not renamed, nor is its statement", () => {
  const code = "START SLAVE UNTIL master_gtid_pos = '0-1-1';";
  assert.equal(rewritten(code), code);
});

test("every statement of a stored program is renamed, and what follows it too", () => {
  assert.equal(
    rewritten("DELIMITER //\nCREATE PROCEDURE p()\nBEGIN STOP SLAVE; START SLAVE; END //\nRESET SLAVE //\n"),
    "DELIMITER //\nCREATE PROCEDURE p()\nBEGIN STOP REPLICA; START REPLICA; END //\nRESET REPLICA //\n",
  );
  assert.equal(
    rewritten("CREATE EVENT e ON SCHEDULE EVERY 1 DAY COMMENT 'x' DO START SLAVE"),
    "CREATE EVENT e ON SCHEDULE EVERY 1 DAY COMMENT 'x' DO START REPLICA",
  );
  assert.equal(rewritten("CREATE PROCEDURE p() STOP SLAVE"), "CREATE PROCEDURE p() STOP REPLICA");
});

test("columns that bear the words are no statements", () => {
  const code = "SELECT stop slave, (start) FROM t; INSERT INTO t (a, password) VALUES ('x', 'y');";
  assert.equal(rewritten(code), code);
});
