import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CURRENT_VERSIONS, optionNames } from "../../../core/mysql/catalogue.ts";
import { judgeFile } from "../../../core/option-file/judge.ts";
import { parseOptionFile } from "../../../core/option-file/parse.ts";

const FILES = 100_000;
const LONGEST_MS = 60_000;

const names = fc.constantFrom(
  ...CURRENT_VERSIONS.flatMap(optionNames),
  "nope",
  "loose_nope",
  "hot.key_buffer_size",
  "",
);
const prefix = fc.constantFrom("", "", "", "loose-", "skip_", "disable-", "enable_", "maximum-", "--", "@@");
const value = fc.oneof(
  fc.constantFrom(
    "",
    "ON",
    "yes",
    "64M",
    "1.5G",
    "-1",
    "18446744073709551616",
    "6e7",
    "a,b",
    "x=on",
    "'",
    '"a b"',
    "\\n",
  ),
  fc.string({ maxLength: 20 }),
  fc.integer().map(String),
);
const setting = fc
  .tuple(prefix, names, fc.constantFrom("=", " = ", "", " ", ":"), value)
  .map(([before, name, sign, text]) => `${before}${name}${sign}${text}`);
const line = fc.oneof(
  { weight: 6, arbitrary: setting },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "[mysqld]",
      "[mariadb]",
      "[mysqld-8.4]",
      "[client]",
      "[",
      "[]",
      "# c",
      "!include x",
      "!",
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 30 }) },
);
const file = fc
  .array(fc.tuple(line, fc.constantFrom("\n", "\r\n", "\n\n", "\r", "")), { maxLength: 6 })
  .map((lines) => `[mysqld]\n${lines.flat().join("")}`);

function check(text: string): void {
  const parsed = parseOptionFile(text);
  let at = 0;
  for (const { span } of parsed.lines) {
    assert.equal(span.start, at);
    at = span.end;
  }
  assert.equal(at, text.length);
  for (const server of CURRENT_VERSIONS) {
    for (const { span, message } of judgeFile(parsed, server)) {
      assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length);
      assert.match(message, /[.?]$/);
    }
  }
}

test("any text at all is parsed into lines that are the text, and judged", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 400 }), check), { numRuns: 2_000 });
});

test("a hundred thousand small files are judged by every current server without a throw or a wait", (context) => {
  const start = performance.now();
  fc.assert(fc.property(file, check), { numRuns: FILES });
  const took = performance.now() - start;
  context.diagnostic(`${FILES} files, ${CURRENT_VERSIONS.length} servers each, ${Math.round(took)} ms`);
  assert.ok(took < LONGEST_MS, `${took} ms`);
});
