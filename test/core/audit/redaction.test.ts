import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { redactPatterns } from "../../../core/audit/redaction/patterns.ts";
import { redactFields } from "../../../core/audit/redaction/redact-fields.ts";
import { redactSql } from "../../../core/mysql/sql/redact.ts";
import { Redactor } from "../../../core/run/redactor.ts";

const secrets = [
  "s3cr3t-Passw0rd",
  "it's 'quoted'",
  'say "hi" now',
  "back\\slash\\\\es",
  "$HOME`id`$(id)",
  "percent%20&plus+=?",
  "naïve-пароль-密码",
  "tab\tand more",
  "semi;colon -- x",
  "a/b+c=d?e#f@g:h",
  "<b>tag</b>!",
  "trailing\\",
  "%s%d%n{0}",
  "long-".repeat(30),
  "UPPER lower 12",
  "comma,[brackets]{}",
];

/** `?` is a string literal. */
const templates = [
  "CREATE USER u IDENTIFIED BY ?",
  "CREATE USER 'u'@'%' IDENTIFIED WITH caching_sha2_password BY ? REQUIRE SSL",
  "ALTER USER u IDENTIFIED WITH mysql_native_password AS ?",
  "ALTER USER u IDENTIFIED BY ? REPLACE ?",
  "CREATE USER u IDENTIFIED VIA ed25519 USING PASSWORD(?) OR mysql_native_password USING ?",
  "GRANT ALL ON *.* TO u IDENTIFIED BY PASSWORD ?",
  "SET PASSWORD FOR 'u'@'%' = ?",
  "SET PASSWORD = PASSWORD(?)",
  "CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'h', SOURCE_PASSWORD = ?, SOURCE_SSL = 1",
  "CHANGE MASTER TO MASTER_PASSWORD=?",
  "START REPLICA USER = 'u' PASSWORD = ?",
  "START GROUP_REPLICATION USER = 'u', PASSWORD = ?",
  "CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (USER 'u', PASSWORD ?)",
  "ALTER SERVER s OPTIONS (PASSWORD ?)",
  "CLONE INSTANCE FROM 'u'@'h':3306 IDENTIFIED BY ?",
  "SET @repl_password := ?",
  "SET PERSIST some_password = ?",
  "UPDATE mysql.user SET authentication_string = ? WHERE user = 'u'",
  "INSERT INTO mysql.user VALUES ('h', 'u', ?)",
  "REPLACE INTO `mysql`.`global_priv` VALUES ('h', 'u', ?)",
  "/*!80000 ALTER USER u IDENTIFIED BY ? */",
  "SELECT 1; -- IDENTIFIED BY ?",
  // Misspelt: the server refuses them, and the password is out all the same.
  "CREATE USER u IDENTIFED BY ?",
  "CREATE USER 'u'@'%' IDENTIFEID WITH caching_sha2_password BY ?",
  "ALTER USER u IDENTIFIED BYE ?",
  "ALTER USR u INDENTIFIED BY ?",
  "GRANT SELECT ON d.* TO u IDENTIFIED ?",
  "CREATE USER u PASWORD ?",
  "CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'h', SOURCE_PASSWROD = ?",
  "CHANGE MASTER TO MASTERPASSWORD=?",
  "START REPLICA USER = 'u' PASSWRD = ?",
  // SQL in a string.
  "PREPARE q FROM !CREATE USER u IDENTIFIED BY ?!",
  "EXECUTE IMMEDIATE !ALTER USER u IDENTIFIED BY ?!",
  "SET @s = !SET PASSWORD FOR u = ?!",
  "SET @s = CONCAT('CREATE USER u IDENTIFIED BY ''', ?, '''')",
  "SET @s = CONCAT('CREATE USER u IDENTIFIED BY ', QUOTE(?))",
  "PREPARE q FROM !CHANGE MASTER TO MASTER_PASSWORD = ?!",
  "PREPARE q FROM !UPDATE mysql.user SET authentication_string = ?!",
  // Variables with a telling name.
  "SET @pass := ?",
  "SET @repl_pw = ?",
  "SET @db_pwd = (?)",
  "SET @secret = ?, @x = 1",
  "SET @api_token = ?",
  "SELECT ? INTO @pass",
  "SELECT 1, ? AS User_password",
  "SET v_pw = ?",
  "UPDATE app SET api_key = ? WHERE id = 1",
];

const quote = (secret: string) => `'${secret.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;

test("no statement shows a password that nobody knows but the statement", (t) => {
  let statements = 0;
  for (const template of templates) {
    for (const secret of secrets) {
      // A comment ends with its line.
      const literal = quote(secret);
      // Between exclamation marks: SQL in a string.
      const statement = template.replaceAll(/!([^!]*)!|\?/g, (_, inner?: string) =>
        inner === undefined ? literal : quote(inner.replaceAll("?", () => literal)),
      );
      for (const shown of [redactSql(statement), redactPatterns(statement).text]) {
        assert.ok(!shown.includes(literal.slice(1, -1)), `${statement}\n${shown}`);
        // Nor a piece of it.
        for (const piece of secret.split(/[^\w-]+/).filter((one) => one.length > 3))
          assert.ok(!shown.includes(piece), `${statement}\n${shown}`);
        assert.ok(shown.includes("<redacted>"), shown);
      }
      statements++;
    }
  }
  assert.ok(statements >= 300);
  t.diagnostic(`${statements} statements, 0 leaks`);
});

const bash = (word: string) => execFileSync("bash", ["-c", `printf %q "$1"`, "bash", word], { encoding: "utf8" });
const encodings: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  "SQL, quotes doubled": (secret) => secret.replaceAll("\\", "\\\\").replaceAll("'", "''"),
  "SQL, quotes escaped": (secret) => secret.replaceAll("\\", "\\\\").replaceAll("'", "\\'"),
  "shell, single quotes": (secret) => secret.replaceAll("'", "'\\''"),
  "shell, double quotes": (secret) => secret.replaceAll(/[\\"$`]/g, "\\$&"),
  JSON: (secret) => JSON.stringify(secret).slice(1, -1),
  URL: (secret) => encodeURIComponent(secret),
  "URL, form": (secret) => new URLSearchParams({ x: secret }).toString().slice(2),
  hex: (secret) => Buffer.from(secret).toString("hex"),
  HEX: (secret) => Buffer.from(secret).toString("hex").toUpperCase(),
  base64: (secret) => Buffer.from(secret).toString("base64"),
  "base64, one byte before": (secret) => Buffer.from(`x${secret}`).toString("base64"),
  "base64, two bytes before and some behind": (secret) => Buffer.from(`xy${secret}zzz`).toString("base64"),
  base64url: (secret) => Buffer.from(`u:${secret}`).toString("base64url"),
};

/** The part of a form that nothing but the secret decides. */
function core(form: string, name: string): string {
  return name.startsWith("base64") ? form.slice(4, -6) : form;
}

test("a known secret is found in every encoding, wherever the output is cut in two", (t) => {
  let cases = 0;
  let splits = 0;
  for (const secret of secrets) {
    const redactor = new Redactor();
    redactor.add(secret);
    for (const [name, encode] of Object.entries(encodings)) {
      const form = encode(secret);
      const whole = `before ${form} after\n`;
      assert.ok(!redactor.text(whole).includes(core(form, name)), `${name}: ${whole} became ${redactor.text(whole)}`);
      cases++;
      for (let at = 0; at <= whole.length; at++) {
        let seen = "";
        const stream = redactor.stream((text) => (seen += text));
        stream.add(whole.slice(0, at));
        stream.add(whole.slice(at));
        stream.end();
        assert.ok(!seen.includes(core(form, name)), `${name}, cut at ${at}: ${seen}`);
        assert.ok(seen.startsWith("before ") && seen.endsWith(" after\n"), seen);
        splits++;
      }
    }
  }
  t.diagnostic(
    `${secrets.length} secrets × ${Object.keys(encodings).length} encodings: ${cases} texts and ${splits} cuts, 0 leaks`,
  );
});

test("a secret as bash quotes it is found", () => {
  for (const secret of secrets.filter((one) => !/[\t\u0080-\uffff]/.test(one))) {
    const redactor = new Redactor();
    redactor.add(secret);
    assert.equal(redactor.text(`+ run ${bash(secret)}`), "+ run <redacted>", secret);
  }
});

const key = `-----BEGIN RSA PRIVATE KEY-----\n${"MIIEpAIBAAKCAQEA\n".repeat(8)}-----END RSA PRIVATE KEY-----`;
const unknown: readonly (readonly [string, string])[] = [
  ["mysql -u root -phunter2secret -e 'SELECT 1'", "hunter2secret"],
  ["mysqldump --password=hunter2secret db", "hunter2secret"],
  ["ssh db1 \"mysql -p'hunter2 secret' -e 'x'\"", "hunter2"],
  ["MYSQL_PWD=hunter2secret mysqladmin ping", "hunter2secret"],
  ["export MYSQL_ROOT_PASSWORD='hunter2 secret'", "hunter2"],
  ["xtrabackup --user=u --password hunter2secret --backup", "hunter2secret"],
  ["mysqlsh mysql://root:hunter2secret@db1:3306", "hunter2secret"],
  ["curl -u x https://user:hunter2secret@host/path", "hunter2secret"],
  ["curl -H 'Authorization: Bearer hunter2secrettoken'", "hunter2secrettoken"],
  ["curl -u admin:hunter2secret https://host/", "hunter2secret"],
  ["sshpass -p hunter2secret ssh db1", "hunter2secret"],
  ["sudo ipmitool -H db1 -U admin -P hunter2secret power off", "hunter2secret"],
  ["mysqlsh root:hunter2secret@db1 --sql", "hunter2secret"],
  ["pt-table-checksum h=db1,u=root,p=hunter2secret", "hunter2secret"],
  ["[client]\npassword = hunter2secret\n", "hunter2secret"],
  ['{"user": "u", "password": "hunter2\\"secret"}', "hunter2"],
  ["AWS_SECRET_ACCESS_KEY is not set, AKIAIOSFODNN7EXAMPLE is", "AKIAIOSFODNN7EXAMPLE"],
  ["token ghp_abcdefghijklmnopqrstuvwxyz0123456789 used", "ghp_abcdef"],
  ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "c2lnbmF0dXJl"],
  ["vault hvs.CAESIJlWh1234567890abcdefgh", "CAESIJl"],
  [`before\n${key}\nafter`, "MIIEpAIBAAKCAQEA"],
  ["mysql> ALTER USER u IDENTIFIED BY 'hunter2secret';", "hunter2secret"],
  ["export db_password=hunter2secret", "hunter2secret"],
  ["AWS_SECRET_ACCESS_KEY=hunter2secret", "hunter2secret"],
  ["export pass=hunter2secret; true", "hunter2secret"],
  ["db_pw='hunter2 secret'", "hunter2"],
  ["+ password=hunter2secret", "hunter2secret"],
  ["+ pwd=hunter2secret", "hunter2secret"],
  ['export API_KEY="hunter2 secret"', "hunter2"],
  ["PASSWORD='it'\\''s hunter2' run", "hunter2"],
  ["password='hunter2secret", "hunter2secret"],
  ["sshpass -p hunter2secret ssh db1", "hunter2secret"],
  ["sshpass -p'hunter2 secret' ssh db1", "hunter2"],
  ["curl -s -u admin:hunter2secret https://db1/x", "hunter2secret"],
  ["curl --user 'admin:hunter2 secret' https://db1/x", "hunter2"],
  ["wget --http-password=hunter2secret https://db1/x", "hunter2secret"],
  ["mysqlsh root:hunter2secret@db1 --sql", "hunter2secret"],
  ["connected to root:hunter2secret@db1:3306", "hunter2secret"],
  ["mysqladmin -u root password hunter2secret", "hunter2secret"],
  ["mysqladmin -u root password 'hunter2 secret'", "hunter2"],
  ["ipmitool -H db1 -U admin -P hunter2secret chassis power off", "hunter2secret"],
  ["password: hunter2secret", "hunter2secret"],
  ["The root password: 'hunter2 secret'", "hunter2"],
  ["A temporary password is generated for root@localhost: hunter2;secret", "hunter2"],
  ['{"pwd": "hunter2secret"}', "hunter2secret"],
  ['{"pwd":20012002}', "20012002"],
  ["{'password': 'hunter2secret'}", "hunter2secret"],
  ['{"args": "{\\"password\\": \\"hunter2secret\\"}"}', "hunter2secret"],
  ['{"access":1,"plugin":"mysql_native_password","authentication_string":"hunter2secret"}', "hunter2secret"],
  ["pt-table-checksum h=db1,u=root,p=hunter2secret,D=t", "hunter2secret"],
  ["DSN p=hunter2secret,h=db1", "hunter2secret"],
  ["| u | *2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19 |", "2470C0C06DEE"],
  ["$A$005$abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ01234", "ABCDEFGHIJ"],
];

test("what looks like a secret is replaced, also across pieces of output", (t) => {
  let cuts = 0;
  for (const [text, secret] of unknown) {
    assert.ok(!redactPatterns(text).text.includes(secret), `${text} became ${redactPatterns(text).text}`);
    for (let at = 0; at <= text.length; at++) {
      let seen = "";
      const stream = new Redactor().stream((part) => (seen += part));
      stream.add(text.slice(0, at));
      stream.add(text.slice(at));
      stream.end();
      assert.ok(!seen.includes(secret), `cut at ${at}: ${seen}`);
      cuts++;
    }
  }
  t.diagnostic(`${unknown.length} texts, ${cuts} cuts, 0 leaks`);
});

test("a key that is longer than what is held back does not come out", () => {
  let seen = "";
  const stream = new Redactor().stream((part) => (seen += part));
  stream.add("-----BEGIN PRIVATE KEY-----\n");
  for (let at = 0; at < 3000; at++) stream.add("MIIEpAIBAAKCAQEAxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n");
  stream.add("-----END PRIVATE KEY-----\nafter\n");
  stream.end();
  assert.doesNotMatch(seen, /MIIEp/);
  assert.match(seen, /after\n$/);
});

for (const text of [
  "SHOW VARIABLES LIKE 'validate_password%'",
  "ALTER USER u PASSWORD EXPIRE",
  'mysql -p"$DB_PASS" -e x',
  "mysql -u root -p",
  "MYSQL_PWD=$PWD_OF_VAULT mysql",
  "https://dev.mysql.com/doc/refman/8.4/en/",
  "http://host:8080/path",
  "Seconds_Behind_Source: 0",
  "tokens are counted, secrets are not",
  "mkdir -p /backup && cp -pr a b",
  "ERROR 1045 (28000): Access denied for user 'u'@'h' (using password: YES)",
  "+ PWD=/var/lib/mysql",
  "pwd=/var/lib/mysql",
  "Enter password: ",
  "password_expired: N",
  "disconnect_on_expired_password=ON",
  "CREATE USER 'u'@'10.%' REQUIRE SUBJECT '/CN=u' ACCOUNT LOCK COMMENT 'asked for by x'",
  "SELECT user, host FROM mysql.user WHERE plugin = 'mysql_native_password'",
  "SET GLOBAL validate_password.policy = 'STRONG'",
  "SET GLOBAL validate_password_policy = 'STRONG'",
  "SELECT identifier FROM t WHERE identifier = 'x'",
  "docker run mysql:8.4@sha256:abcdef",
  "mailto:joe@example.com",
  "SELECT 'passed', 'x'",
  "rsync -a db1:/backup/ /restore",
]) {
  test(`leaves ${JSON.stringify(text)} as it is`, () => assert.deepEqual(redactPatterns(text), { text, rules: [] }));
}

test("a prompt that waits for an answer is let out at once", () => {
  const seen: string[] = [];
  const stream = new Redactor().stream((part) => seen.push(part));
  stream.add("Go on? [y/N] ");
  stream.add(".....");
  assert.equal(seen.join(""), "Go on? [y/N] .....");
});

test("an entry is without secrets before it is hashed, says where, and keeps our own words", () => {
  const redactor = new Redactor();
  redactor.add("success");
  const fields = redactFields(
    { outcome: "success", exec: { text: ["mysql -phunter2secret"] }, message: "a success, mysql://u:hunter2secret@h" },
    (text) => redactor.known(text),
  );
  assert.deepEqual(fields, {
    outcome: "success",
    exec: { text: ["mysql -p<redacted>"] },
    message: "a <redacted>, mysql://u:<redacted>@h",
    redactions: [
      { at: "exec.text[0]", rule: "command" },
      { at: "message", rule: "known-secret" },
      { at: "message", rule: "url" },
    ],
  });
});

test("a text that can't be judged is withheld", () => {
  const fields = redactFields({ message: "x" }, () => {
    throw new Error("no memory");
  });
  assert.deepEqual(fields, { message: "<withheld>", redactions: [{ at: "message", rule: "withheld" }] });
});
