import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { renderSql } from "../../../../core/mysql/sql/render.ts";
import { tokenizeSql } from "../../../../core/mysql/sql/tokenize.ts";
import type { Value } from "../../../../core/run/value.ts";

function render(code: string, values: Readonly<Record<string, Value>> = {}, noBackslashEscapes = false): string {
  const result = renderSql(code, (name, field) => values[field === undefined ? name : `${name}.${field}`], {
    noBackslashEscapes,
  });
  return result.ok
    ? result.text
    : `${result.problem.code} ${code.slice(result.problem.span.start, result.problem.span.end)}`;
}

for (const [code, values, expected] of [
  ["SELECT ${a}", { a: "it's" }, "SELECT 'it''s'"],
  ["SELECT ${a}", { a: "\\' OR 1=1" }, "SELECT '\\\\'' OR 1=1'"],
  ["SOURCE_LOG_POS=${a}", { a: 157n }, "SOURCE_LOG_POS=157"],
  ["SELECT 5-${a}", { a: -1n }, "SELECT 5- -1"],
  ["SELECT ${a}", { a: null }, "SELECT NULL"],
  ["SELECT ${a}", { a: true }, "SELECT TRUE"],
  ["SELECT ${a}", { a: 1.5 }, "SELECT 1.5"],
  ["SELECT ${a}", { a: new Uint8Array([0, 255]) }, "SELECT X'00ff'"],
  ["SELECT ${a}", { a: Number.NaN }, "bad-value ${a}"],
  ["SELECT * FROM ${t:id}", { t: "a`b" }, "SELECT * FROM `a``b`"],
  ["SELECT * FROM ${t:id}", { t: "" }, "bad-value ${t:id}"],
  ["SELECT * FROM ${t:id}", { t: null }, "bad-value ${t:id}"],
  ["SELECT * FROM ${t:id}", { t: "a\0" }, "bad-value ${t:id}"],
  ["SELECT ${n.host}", { "n.host": "db1" }, "SELECT 'db1'"],
  ["CREATE USER ${u}@${h}", { u: "a", h: "%" }, "CREATE USER 'a'@'%'"],
  ["SELECT x${a}", { a: "27" }, "SELECT x '27'"],
  ["SELECT 'a'${a}'b'", { a: "c" }, "SELECT 'a' 'c' 'b'"],
  ["SELECT ${a}", { a: "${b}", b: "c" }, "SELECT '${b}'"],
  ["SELECT 1 -- ${a}\n# ${b}\n/* ${c} */", {}, "SELECT 1 -- ${a}\n# ${b}\n/* ${c} */"],
  ["/*!80000 SELECT ${a} */", { a: "*/" }, "/*!80000 SELECT '*/' */"],
  ["SELECT '${a}'", { a: "b" }, "variable-in-quotes '${a}'"],
  ["SELECT `${a}`", { a: "b" }, "variable-in-quotes `${a}`"],
  ["SELECT ${a}", {}, "undefined-variable ${a}"],
  ["SELECT ${a b}", {}, "bad-variable ${a b}"],
  ["SELECT ${a", {}, "bad-variable ${a"],
] as const) {
  test(`renders ${JSON.stringify(code)} with ${Object.values(values).map(String).join(", ") || "nothing"}`, () => {
    assert.equal(render(code, values as Readonly<Record<string, Value>>), expected);
  });
}

/** What a server reads between the quotes. */
function decode(literal: string, noBackslashEscapes: boolean): string {
  const inner = literal.slice(1, -1).replaceAll("''", "'");
  return noBackslashEscapes ? inner : inner.replace(/\\(.)/gs, "$1");
}

const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.constantFrom("'", "\\", '"', "`", ";", "--", "\n", "*/", "/*", "\0", "\u00e4", "\u{1f600}", "${a}", "#"),
      { maxLength: 12 },
    )
    .map((parts) => parts.join("")),
);

test("a server reads exactly the value, in both modes of the backslash", () => {
  fc.assert(
    fc.property(hostile, fc.boolean(), (value, noBackslashEscapes) => {
      const text = render("SELECT ${a}, 1", { a: value }, noBackslashEscapes);
      const tokens = tokenizeSql(text, { noBackslashEscapes });
      assert.deepEqual(
        tokens.map((token) => token.kind),
        ["word", "space", "string", "symbol", "space", "number"],
      );
      assert.equal(decode(tokens[2]?.text ?? "", noBackslashEscapes), value);
    }),
    { numRuns: 2000 },
  );
});

test("a value never becomes code, even where the session's mode turns out to be the other one", () => {
  fc.assert(
    fc.property(hostile, (value) => {
      const tokens = tokenizeSql(render("SELECT ${a}, 1", { a: value }), { noBackslashEscapes: true });
      assert.deepEqual(
        tokens.map((token) => token.kind),
        ["word", "space", "string", "symbol", "space", "number"],
      );
    }),
    { numRuns: 2000 },
  );
});

test("an identifier is one identifier, whatever it is made of", () => {
  fc.assert(
    fc.property(hostile, fc.boolean(), (value, noBackslashEscapes) => {
      const text = render("DROP TABLE ${a:id};", { a: value }, noBackslashEscapes);
      if (text.startsWith("bad-value")) return;
      const tokens = tokenizeSql(text, { noBackslashEscapes });
      assert.deepEqual(
        tokens.map((token) => token.kind),
        ["word", "space", "word", "space", "identifier", "delimiter"],
      );
      assert.equal(tokens[4]?.text.slice(1, -1).replaceAll("``", "`"), value);
    }),
    { numRuns: 2000 },
  );
});

test("values beside each other and beside quotes stay apart", () => {
  const around = fc.constantFrom("", " ", "'x'", "x", "1", "`x`", "-", "@", ",");
  fc.assert(
    fc.property(hostile, hostile, around, around, around, (a, b, before, between, after) => {
      const text = render(`SELECT ${before}\${a}${between}\${b}${after}`, { a, b });
      const strings = tokenizeSql(text).filter((token) => token.kind === "string" || token.kind === "user-variable");
      const values = strings.map((token) => decode(token.text.replace(/^@/, ""), false));
      assert.ok(values.includes(a) && values.includes(b), text);
    }),
    { numRuns: 2000 },
  );
});
