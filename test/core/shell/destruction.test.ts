import assert from "node:assert/strict";
import { test } from "node:test";
import { findDestruction } from "../../../core/shell/destruction.ts";

const texts = (script: string) => findDestruction(script).map(({ text }) => text);

for (const [script, ...expected] of [
  ["mysql --login-path=x -e 'DROP DATABASE orders'", "DROP DATABASE orders"],
  ["mysql <<END\nSELECT 1;\nTRUNCATE t;\nEND\n", "TRUNCATE t"],
  ["echo 'PURGE BINARY LOGS BEFORE NOW()' | mysql", "PURGE BINARY LOGS BEFORE NOW()"],
  ["mysql <<< 'DROP TABLE t'", "DROP TABLE t"],
  ["sudo rm -rf /backup/full", "rm -rf /backup/full"],
  ['if true; then rm -fr "$dir"; fi', 'rm -fr "$dir"'],
  ["rm /var/lib/mysql/ibdata1", "rm /var/lib/mysql/ibdata1"],
  ["ssh -p 22 root@db1 sudo rm -r /data", "rm -r /data"],
  ["ssh db1 'systemctl stop mysqld && rm -rf /var/lib/mysql/*'", "rm -rf /var/lib/mysql/*"],
  ["find /backup -mtime +7 -delete", "find /backup -mtime +7 -delete"],
  ["ls | xargs -n1 rm -rf", "rm -rf"],
  ["mkfs.xfs /dev/sdb1; dd if=a of=/dev/sdb", "mkfs.xfs /dev/sdb1", "dd if=a of=/dev/sdb"],
  ["mysqladmin -f drop orders", "mysqladmin -f drop orders"],
  ["mysqldump --all-databases --delete-source-logs", "mysqldump --all-databases --delete-source-logs"],
] as const)
  test(`${JSON.stringify(script)} is seen to destroy`, () => assert.deepEqual(texts(script), expected));

for (const script of [
  "echo rm -rf /",
  "# rm -rf /backup",
  "mysql -e \"SELECT 'DROP DATABASE x'\"",
  "cat <<END\nDROP DATABASE orders;\nrm -rf /\nEND\n",
  "rm -rf /tmp/restore /var/tmp/x",
  "rm -f /etc/mysql/conf.d/dr.cnf",
  "rm -f /var/lib/mysql/auto.cnf",
  "dd if=/dev/zero of=/tmp/x",
  "dropdb=1; mysqladmin status",
  "rsync -n --delete a b",
])
  test(`${JSON.stringify(script)} is not`, () => assert.deepEqual(texts(script), []));

test("what a scratch path leads out of is no scratch", () => {
  assert.deepEqual(texts("rm -rf /tmp/../var/lib/mysql"), ["rm -rf /tmp/../var/lib/mysql"]);
});
