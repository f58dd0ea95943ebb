import assert from "node:assert/strict";
import { test } from "node:test";
import { classifyRisk, worstRisk } from "../../../../core/mysql/sql/risk.ts";

const examples = {
  reads: [
    "XA RECOVER CONVERT XID",
    "SHOW REPLICA STATUS",
    "select 1",
    "(SELECT 1) UNION (SELECT 2)",
    "/* c */ SELECT * FROM t WHERE a = 'DROP TABLE t' FOR UPDATE",
    "SELECT GET_LOCK('a', 0), sys.format_bytes(1), ST_AsText(p)",
    "WITH RECURSIVE c (a, b) AS (SELECT 1, 2), d (a) AS (SELECT 1) SELECT CAST(a AS CHAR(3)) FROM c, (SELECT 1) e (f)",
    "SELECT COUNT (*), f FROM t PARTITION (p0) USE INDEX (i) JOIN u USING (a) WHERE a IN (1) AND EXISTS (SELECT 1)",
    "SELECT ROW_NUMBER() OVER (ORDER BY a), CONVERT(a, DECIMAL(10, 2)) FROM t WINDOW w AS (ORDER BY a)",
    "SELECT * FROM JSON_TABLE('[]', '$[*]' COLUMNS (a VARCHAR(10) PATH '$')) AS j",
    "SELECT 'my_function(1)' AS `my_function`, a.b FROM a -- f(1)",
    "SET @@global_x = 1",
    "SET @a = @@global .max_connections",
    "SELECT a INTO @x FROM t",
    "WITH c AS (SELECT 1) SELECT * FROM c",
    "EXPLAIN DELETE FROM t",
    "EXPLAIN ANALYZE SELECT 1",
    "EXPLAIN FORMAT=JSON UPDATE t SET a = 1",
    "SET SESSION sql_log_bin = 0",
    "SET @global = 1",
    "SET NAMES utf8mb4",
    "SET @a = @@global.read_only",
    "SET STATEMENT max_statement_time=1 FOR SELECT 1",
    "START TRANSACTION READ ONLY",
    "USE shop",
    "TABLE t",
    "SELECT `drop` FROM `delete`",
    "",
    "-- nothing",
  ],
  changes: [
    "SET GLOBAL read_only = 1",
    "SET a = 1, PERSIST b = 2",
    "SET @@GLOBAL.super_read_only = ON",
    "SET @@global.a := 1",
    "SET @@global .max_connections = 151",
    "SET @@PERSIST /* c */ . `max_connections` = 151",
    "SET sql_log_bin = 0, @@global . hot . key_buffer_size = 1",
    "SET PASSWORD = 'x'",
    "SELECT * INTO OUTFILE '/tmp/x' FROM t",
    "SELECT 1 /*! INTO DUMPFILE 'x' */",
    "SELECT group_replication_set_as_primary('x')",
    "SELECT NEXT VALUE FOR s",
    "CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'a'",
    "START REPLICA",
    "STOP SLAVE",
    "GRANT SELECT ON *.* TO u",
    "CREATE USER u",
    "CREATE OR REPLACE VIEW v AS SELECT 1",
    "INSERT INTO t SELECT 1",
    "REPLACE INTO t VALUES (1)",
    "UPDATE t SET a = 1 WHERE id = 1",
    "DELETE FROM t WHERE id = 1",
    "DELETE FROM t WHERE 1 = 2",
    "WITH c AS (SELECT 1) DELETE FROM t WHERE id IN (SELECT * FROM c)",
    "FLUSH TABLES WITH READ LOCK",
    "UNLOCK TABLES",
    "ANALYZE TABLE t",
    "ALTER TABLE t ADD COLUMN a INT",
    "ALTER TABLE t DROP INDEX i",
    "ALTER USER u IDENTIFIED BY 'x'",
    "KILL 5",
    "COMMIT",
  ],
  destroys: [
    "DROP TABLE t",
    "/*!80000 DROP TABLE t */",
    "TRUNCATE t",
    "RESET REPLICA ALL",
    "RESET MASTER",
    "PURGE BINARY LOGS BEFORE NOW()",
    "DELETE FROM t",
    "DELETE FROM t LIMIT 5",
    "DELETE FROM t WHERE 1",
    "DELETE FROM t WHERE 1 = 1",
    "DELETE FROM t ORDER BY (SELECT a FROM u WHERE b = 1)",
    "DELETE t FROM t JOIN u ON t.a = u.a",
    "UPDATE t SET a = 1",
    "UPDATE t SET a = (SELECT 1 WHERE 1 = 2)",
    "UPDATE t SET a = 1 WHERE TRUE",
    "WITH c AS (SELECT 1 WHERE 1) DELETE FROM t",
    "ANALYZE DELETE FROM t",
    "SET STATEMENT max_statement_time=1 FOR DELETE FROM t",
    "ALTER TABLE t DROP COLUMN a",
    "ALTER TABLE t TRUNCATE PARTITION p",
    "ALTER TABLE t DISCARD TABLESPACE",
    "CREATE OR REPLACE TABLE t (a INT)",
    "SHUTDOWN",
    "CLONE INSTANCE FROM u@h:3306 IDENTIFIED BY 'x'",
    "SELECT 1; DROP TABLE t",
  ],
  unknown: [
    "CALL p()",
    "EXECUTE s",
    "EXECUTE IMMEDIATE 'DROP TABLE t'",
    "BEGIN NOT ATOMIC DROP TABLE t; END",
    "FROBNICATE",
    "SELECT wipe() AS n",
    "SELECT shop.wipe ()",
    "SELECT shop.abs(1)",
    "SELECT `abs`(1)",
    "SELECT sys.wipe()",
    "SELECT wipe/*!80000 (*/1)",
    "SELECT 1 FROM t WHERE a IN (SELECT wipe(a) AS b)",
    "WITH c (a) AS (SELECT wipe()) SELECT a FROM c",
    "DO wipe()",
    "SET @x = wipe()",
    "SHOW TABLES WHERE wipe()",
    "VALUES ROW(wipe())",
    "${verb} TABLE t",
  ],
} as const;

for (const [risk, statements] of Object.entries(examples)) {
  for (const statement of statements) {
    test(`${JSON.stringify(statement)} ${risk === "unknown" ? "may do anything" : risk}`, () => {
      // A compound statement is only one when the delimiter says so; cut at its semicolon it is graver, never milder.
      if (statement.startsWith("BEGIN NOT")) assert.notEqual(classifyRisk(statement), "reads");
      else assert.equal(classifyRisk(statement), risk);
    });
  }
}

test("the gravest risk of a block counts", () => {
  assert.equal(worstRisk([]), "reads");
  assert.equal(worstRisk(["reads", "unknown", "changes"]), "unknown");
  assert.equal(worstRisk(["unknown", "destroys"]), "destroys");
});
