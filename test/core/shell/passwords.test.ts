import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { findShellPasswords } from "../../../core/shell/passwords.ts";
import { shellWords } from "../../../core/shell/words.ts";

function found(script: string): readonly string[] {
  return findShellPasswords(script).map(
    ({ span, isVariable }) => `${script.slice(span.start, span.end)}${isVariable ? " (variable)" : ""}`,
  );
}

for (const [script, expected] of [
  ["mysql -u root -ps3cret", ["-ps3cret"]],
  ["/usr/bin/mysqldump -p's3 cret' db > x", ["-p's3 cret'"]],
  ["mariadb-dump --password=s3cret db | mysql -h b -pother", ["--password=s3cret", "-pother"]],
  ["sudo docker exec -i db mysql -ps3cret", ["-ps3cret"]],
  ['mysql -p"$DB_PASS"', ['-p"$DB_PASS" (variable)']],
  ["mysql -p${DB_PASS}", ["-p${DB_PASS} (variable)"]],
  ["mysql -p$(cat /run/secret)", ["-p$(cat /run/secret) (variable)"]],
  ["mysql -p'$DB_PASS'", ["-p'$DB_PASS'"]],
  ["mysql -p$3kRet", ["-p$3kRet"]],
  ["mysql -pa$DB_PASS", ["-pa$DB_PASS"]],
  ["MYSQL_PWD=s3cret mysqladmin status", ["MYSQL_PWD=s3cret"]],
  ["docker run -e MYSQL_ROOT_PASSWORD=s3cret mysql:8.4", ["MYSQL_ROOT_PASSWORD=s3cret"]],
  ["mysqlsh mysqlx://root:s3cret@db1:33060", ["mysqlx://root:s3cret@db1:33060"]],
  [`ssh db1 "mysql -ps3cret -e 'SELECT 1'"`, ["-ps3cret"]],
  [`mysql -e "CREATE USER u IDENTIFIED BY 's3cret'"`, ["s3cret"]],
  ["x=$(mysql -ps3cret -e 'SELECT (1)')", ["-ps3cret"]],
  ["curl -u admin:s3cret https://proxy/", ["admin:s3cret"]],
  ["curl -su'admin:s3cret' https://proxy/", ["-su'admin:s3cret'"]],
  ["curl --user admin:$TOKEN https://proxy/", ["admin:$TOKEN (variable)"]],
  ["sshpass -p s3cret ssh db1", ["s3cret"]],
  ["sshpass -ps3cret ssh -p22 db1", ["-ps3cret"]],
  ["ipmitool -I lanplus -H db1 -U admin -P s3cret chassis power off", ["s3cret"]],
  ["mysqlsh root:s3cret@db1 --sql", ["root:s3cret@db1"]],
  ["mysqlsh --uri 'root:s3cret@db1'", ["'root:s3cret@db1'"]],
  ["pt-table-checksum h=db1,u=root,p=s3cret", ["h=db1,u=root,p=s3cret"]],
  ["gpg --batch --passphrase s3cret -d x", ["s3cret"]],
  [`mysql -e "CHANGE MASTER TO MASTER_PASSWORD='s3cret', MASTER_PORT=1"`, ["MASTER_PASSWORD='s3cret'"]],
  ['mysql <<END\nALTER USER u IDENTIFIED BY "s3cret";\nEND', ["s3cret"]],
  ["mydumper -u root -p s3cret -o /backup", ["s3cret"]],
  ["curl -u admin https://proxy/; curl -o a:b@c x", []],
  ["scp root@db1:/x y; rsync a:b@c d", []],
  ["sshpass -f /root/pass ssh db1; ipmitool -f /root/pass -H db1 power off", []],
  ["mysql -u root -p", []],
  ["mysql -u root -p shop", []],
  ["mysql --password shop", []],
  ["mkdir -p /backup; ssh -p22 db1; cp -pr a b", []],
  ["mysql -e 'SELECT 1'; docker run -p3306:3306 x", []],
  ["# mysql -ps3cret", []],
] as const) {
  test(`finds ${expected.length === 0 ? "no password" : expected.join(" and ")} in ${script}`, () =>
    assert.deepEqual(found(script), expected));
}

test("words never throw, follow each other and lie in the script", () => {
  const piece = fc.constantFrom(
    "'",
    '"',
    "\\",
    "$",
    "{",
    "}",
    "#",
    " ",
    "\n",
    ";",
    "|",
    "<",
    ">",
    "(",
    ")",
    "a",
    "-p",
    "mysql ",
    "`",
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join("")),
      (script) => {
        let end = 0;
        for (const word of shellWords(script)) {
          assert.ok(word.start >= end && word.end > word.start && word.end <= script.length);
          end = word.end;
        }
        for (const { span } of findShellPasswords(script))
          assert.ok(span.start < span.end && span.end <= script.length);
      },
    ),
    { numRuns: 1500 },
  );
});
