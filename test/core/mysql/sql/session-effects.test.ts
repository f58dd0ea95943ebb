import assert from "node:assert/strict";
import { test } from "node:test";
import { endsTransaction, sessionEffects, writesRows } from "../../../../core/mysql/sql/session-effects.ts";

/** `+` is held from then on, `-` is no longer. */
const examples: Readonly<Record<string, string>> = {
  "FLUSH TABLES WITH READ LOCK": "+read-lock",
  "flush local tables /* all */ with read lock": "+read-lock",
  "FLUSH TABLES a, b WITH READ LOCK": "+table-lock",
  "FLUSH TABLES a FOR EXPORT": "+table-lock",
  "FLUSH LOGS": "",
  "LOCK TABLES a READ, b WRITE": "+table-lock",
  "UNLOCK TABLES": "-read-lock -table-lock",
  "LOCK INSTANCE FOR BACKUP": "+backup-lock",
  "UNLOCK INSTANCE": "-backup-lock",
  "BACKUP STAGE START": "+backup-lock",
  "BACKUP STAGE END": "-backup-lock",
  "START TRANSACTION": "-table-lock",
  "START REPLICA": "",
  "CREATE TEMPORARY TABLE IF NOT EXISTS shop.`Old` (i INT)": "+temporary-table old",
  "CREATE TABLE t (i INT)": "",
  "DROP TEMPORARY TABLE IF EXISTS shop.old, b": "-temporary-table old -temporary-table b",
  "SET SESSION sql_log_bin = 0, GLOBAL max_connections = 5": "+session-variable sql_log_bin",
  "SET @@session.sql_log_bin = ON": "-session-variable sql_log_bin",
  "SET @@GLOBAL.x = 1": "",
  "SET PERSIST x = 1": "",
  "SET autocommit=0": "+session-variable autocommit",
  "SET time_zone = DEFAULT": "-session-variable time_zone",
  "SET SESSION lock_wait_timeout = 5, max_execution_time = 9": "",
  "SET @a := 1, @b = NULL": "+user-variable @a -user-variable @b",
  "SET gtid_next = 'AUTOMATIC'": "-session-variable gtid_next",
  "SET NAMES utf8mb4": "+session-variable names",
  "SET PASSWORD = 'x'": "",
  "SET TRANSACTION READ ONLY": "",
  "SELECT MAX(id) INTO @last FROM t": "+user-variable @last",
  "SELECT @a = 1, @a": "",
  "SELECT GET_LOCK('a', 1)": "+user-lock",
  "DO RELEASE_LOCK('a')": "-user-lock",
  "SELECT 'GET_LOCK('": "",
};

for (const [statement, expected] of Object.entries(examples)) {
  test(`${statement} leaves ${expected || "nothing"} in its session`, () => {
    const { holds, frees } = sessionEffects(statement);
    const name = ({ kind, what = "" }: { kind: string; what?: string }) => `${kind} ${what}`.trim();
    const found = [...holds.map((one) => `+${name(one)}`), ...frees.map((one) => `-${name(one)}`)];
    assert.equal(found.join(" "), expected);
  });
}

test("what may write rows is told from what reads, and from settings", () => {
  for (const statement of ["INSERT INTO t SELECT 1", "DELETE FROM t", "CALL p()", "WITH c AS (SELECT 1) DELETE FROM t"])
    assert.equal(writesRows(statement), true, statement);
  for (const statement of ["SELECT 1", "SET GLOBAL a = 1", "KILL 5", "WITH c AS (SELECT 1) SELECT * FROM c"])
    assert.equal(writesRows(statement), false, statement);
});

test("COMMIT AND CHAIN ends a transaction, and a rollback to a savepoint does not", () => {
  assert.equal(endsTransaction("COMMIT AND CHAIN"), true);
  assert.equal(endsTransaction("rollback"), true);
  assert.equal(endsTransaction("ROLLBACK TO SAVEPOINT a"), false);
  assert.equal(endsTransaction("ROLLBACK WORK TO a"), false);
});
