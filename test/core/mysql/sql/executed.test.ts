import assert from "node:assert/strict";
import { test } from "node:test";
import { parseVersion } from "../../../../core/mysql/flavor.ts";
import { isCommentFor } from "../../../../core/mysql/sql/executed.ts";

for (const [statement, mysql, mariadb] of [
  ["/*!80000 SET GLOBAL read_only = 1 */", false, true],
  ["/*!50700 SET @a = 1 */ -- nothing", false, true],
  ["/*!40101 SET NAMES utf8mb4 */", false, false],
  ["/*!99999 SET @a = 1 */", true, true],
  ["/*!100100 SET @a = 1 */", true, false],
  ["/*!101200 SET @a = 1 */", true, true],
  ["/*M!100100 SET @a = 1 */", true, false],
  ["/*M! SET @a = 1 */", true, false],
  ["/*! SET @a = 1 */", false, false],
  ["/*!80000 SELECT */ 1", false, false],
  ["SELECT 1 /*!80000 + 1 */", false, false],
] as const) {
  test(`${statement} is ${mysql ? "a comment" : "code"} for MySQL 9.7 and ${mariadb ? "a comment" : "code"} for MariaDB 10.11`, () => {
    const [my, maria] = ["9.7.4", "10.11.18-MariaDB"].map((text) => parseVersion(text));
    assert.ok(my && maria);
    assert.deepEqual([isCommentFor(statement, my), isCommentFor(statement, maria)], [mysql, mariadb]);
  });
}
