import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { splitStatements } from "../../../../core/mysql/sql/statements.ts";
import { tokenizeSql } from "../../../../core/mysql/sql/tokenize.ts";

function texts(code: string): readonly string[] {
  const { statements, problems } = splitStatements(code);
  assert.deepEqual(problems, []);
  for (const { text, span } of statements) assert.equal(code.slice(span.start, span.end), text);
  return statements.map((statement) => statement.text);
}

function kinds(code: string): readonly string[] {
  return tokenizeSql(code)
    .filter((token) => token.kind !== "space")
    .map((token) => `${token.kind} ${token.text}`);
}

for (const [code, expected] of [
  ["SELECT 1; SELECT 2", ["SELECT 1", "SELECT 2"]],
  ["SELECT ';', \";\", `;` -- ;\n, 2 # ;\n, /* ; */ 3;", ["SELECT ';', \";\", `;` -- ;\n, 2 # ;\n, /* ; */ 3"]],
  ["SELECT 'it''s; \\'; x';", ["SELECT 'it''s; \\'; x'"]],
  ["SELECT 5--1; SELECT 2", ["SELECT 5--1", "SELECT 2"]],
  ["-- only\n# comments\n/* here */;", []],
  ["-- first\nSELECT 1; -- last", ["SELECT 1"]],
  [";;\n;", []],
  ["/*!*/;", []],
  ["/*!80000 SET a = 1 */;", ["/*!80000 SET a = 1 */"]],
  ["/*M!100100 SELECT 1 */;", ["/*M!100100 SELECT 1 */"]],
  ["SHOW REPLICA STATUS\\G\nSELECT 1\\g SELECT 2", ["SHOW REPLICA STATUS", "SELECT 1", "SELECT 2"]],
  ["SHOW REPLICA STATUS\\G;", ["SHOW REPLICA STATUS"]],
  [
    "DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; END//\nDELIMITER ;\nCALL p();",
    ["CREATE PROCEDURE p() BEGIN SELECT 1; END", "CALL p()"],
  ],
  ["delimiter $$\nCREATE TRIGGER t BEGIN DO 1; END$$\n", ["CREATE TRIGGER t BEGIN DO 1; END"]],
  ["DELIMITER /*!*/;\nBEGIN\n/*!*/;\nCOMMIT/*!*/;\n", ["BEGIN", "COMMIT"]],
  ["use shop\nSHOW TABLES;", ["use shop", "SHOW TABLES"]],
  ["USE shop; SHOW TABLES;", ["USE shop", "SHOW TABLES"]],
  ["USE shop", ["USE shop"]],
  ["SELECT \\N;", ["SELECT \\N"]],
  ["SELECT ${a;b};", ["SELECT ${a;b}"]],
  ["SELECT '\u00e4;', \u00fcber;", ["SELECT '\u00e4;', \u00fcber"]],
] as const) {
  test(`splits ${JSON.stringify(code)}`, () => assert.deepEqual(texts(code), expected));
}

test("says how each statement ended", () => {
  const { statements } = splitStatements("a\\G b; c\\g d");
  assert.deepEqual(
    statements.map(({ text, terminator, vertical }) => [text, terminator, vertical]),
    [
      ["a", "\\G", true],
      ["b", ";", false],
      ["c", "\\g", false],
      ["d", "", false],
    ],
  );
});

for (const command of [
  "source a.sql",
  "\\. a.sql",
  "\\! rm -rf /",
  "tee /tmp/x",
  "pager less",
  "system ls; ls",
  "exit",
  "\\q",
  "connect db2",
]) {
  test(`never sends the client command ${command}`, () => {
    const { statements, problems } = splitStatements(`SELECT 1;\n${command}\nSELECT 2;`);
    assert.deepEqual(
      problems.map((problem) => problem.code),
      ["client-command"],
    );
    assert.deepEqual(
      statements.map((statement) => statement.text),
      ["SELECT 1", "SELECT 2"],
    );
  });
}

for (const code of ["SELECT 'a", "SELECT /* a", "SELECT `a", "SELECT ${a"]) {
  test(`reports what is left open in ${code}`, () => {
    assert.deepEqual(
      splitStatements(code).problems.map((problem) => problem.code),
      ["unclosed-quote"],
    );
  });
}

test("a backslash ends no string in the mode in which it is a character", () => {
  const code = "SELECT 'a\\'; SELECT 'b';";
  assert.equal(splitStatements(code, { noBackslashEscapes: true }).statements.length, 2);
  assert.equal(splitStatements("SELECT 'a\\'; b';").statements.length, 1);
});

test("tells accounts from user variables", () => {
  assert.deepEqual(kinds("'u'@'%' @x @'y' @@global.read_only u@localhost"), [
    "string 'u'",
    "symbol @",
    "string '%'",
    "user-variable @x",
    "user-variable @'y'",
    "system-variable @@global.read_only",
    "word u",
    "symbol @",
    "word localhost",
  ]);
});

test("tells numbers from names that begin with digits", () => {
  assert.deepEqual(kinds("1 1.5e3 0xFF 1abc 0xZZ"), [
    "number 1",
    "number 1.5e3",
    "number 0xFF",
    "word 1abc",
    "word 0xZZ",
  ]);
});

const piece = fc.constantFrom(
  "'",
  '"',
  "`",
  "\\",
  "--",
  "-- ",
  "#",
  "/*",
  "*/",
  "/*!50000",
  "\n",
  ";",
  "\\G",
  "DELIMITER ",
  "//",
  "${",
  "}",
  "@",
  "@@",
  "a",
  "SELECT ",
  "1",
  "$",
  "use ",
  ".",
  "\u00e4",
);
const sql = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));

test("tokens joined are the text", () => {
  fc.assert(
    fc.property(sql, fc.boolean(), (code, noBackslashEscapes) => {
      const tokens = tokenizeSql(code, { noBackslashEscapes });
      assert.equal(tokens.map((token) => token.text).join(""), code);
      for (const token of tokens) assert.equal(code.slice(token.start, token.end), token.text);
    }),
    { numRuns: 2000 },
  );
});

test("statements follow each other, lie in the code and are never empty", () => {
  fc.assert(
    fc.property(sql, (code) => {
      let end = 0;
      for (const { text, span } of splitStatements(code).statements) {
        assert.ok(span.start >= end && span.end <= code.length);
        assert.equal(code.slice(span.start, span.end), text);
        assert.notEqual(text.trim(), "");
        end = span.end;
      }
    }),
    { numRuns: 2000 },
  );
});
