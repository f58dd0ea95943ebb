import assert from "node:assert/strict";
import { test } from "node:test";
import { redactSql } from "../../../../core/mysql/sql/redact.ts";

const hidden = "<redacted>";
for (const statement of [
  "CREATE USER 'u'@'%' IDENTIFIED BY '?'",
  "CREATE USER u IDENTIFIED BY \"?\", v IDENTIFIED BY '?'",
  "ALTER USER u IDENTIFIED WITH caching_sha2_password BY '?' REPLACE '?'",
  "CREATE USER u IDENTIFIED WITH mysql_native_password AS '?'",
  "GRANT ALL ON *.* TO u IDENTIFIED BY PASSWORD '?'",
  "CREATE USER u IDENTIFIED VIA ed25519 USING PASSWORD('?') OR mysql_native_password USING '?'",
  "SET PASSWORD FOR 'u'@'%' = '?'",
  "SET PASSWORD = PASSWORD('?')",
  "SET PASSWORD FOR u TO '?'",
  "CHANGE MASTER TO MASTER_HOST='h', MASTER_PASSWORD = '?', MASTER_PORT=1",
  "CHANGE REPLICATION SOURCE TO SOURCE_PASSWORD='?'",
  "START REPLICA USER = 'u' PASSWORD = '?'",
  "CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (USER 'u', PASSWORD '?')",
  "SET @repl_password := '?'",
  "SET GLOBAL some_password = '?'",
  "CLONE INSTANCE FROM 'u'@'h':3306 IDENTIFIED BY '?'",
  "CREATE USER u IDENTIFIED /* here */ BY '?'",
  "SELECT 1 -- IDENTIFIED BY '?'",
  "/*!80000 CREATE USER u IDENTIFIED BY '?' */",
  "CREATE USER u IDENTIFIED BY 'a' '?'",
]) {
  test(`hides every secret of ${JSON.stringify(statement)}`, () => {
    const secret = "s3cr3t''\\'; x";
    const redacted = redactSql(statement.replaceAll("?", secret));
    assert.ok(!redacted.includes("s3cr3t"), redacted);
    assert.equal(
      redacted.split(hidden).length - 1,
      statement.split("?").length - 1 + (statement.includes("'a' ") ? 1 : 0),
    );
  });
}

test("hides a secret whose quote is never closed", () => {
  assert.equal(redactSql("CREATE USER u IDENTIFIED BY 's3cr3t"), "CREATE USER u IDENTIFIED BY '<redacted>'");
});

for (const statement of [
  "SELECT 'IDENTIFIED BY' , 'x'",
  "SELECT password FROM t WHERE name = 'x'",
  "ALTER USER u PASSWORD EXPIRE",
  "CREATE USER u IDENTIFIED BY RANDOM PASSWORD",
  "CREATE USER u IDENTIFIED BY ${repl_pass}",
  "SHOW VARIABLES LIKE 'password%'",
]) {
  test(`leaves ${JSON.stringify(statement)} as it is`, () => assert.equal(redactSql(statement), statement));
}
