import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fenceOf, withFence } from "../../../core/runbook/cell-attributes.ts";
import { type Cell, fromCells, toCells } from "../../../core/runbook/cells.ts";
import {
  type AttributeChange,
  attributesText,
  editAttributes,
  replaceAttributes,
} from "../../../core/runbook/edit-attributes.ts";
import { parseInfoString } from "../../../core/runbook/info-string.ts";
import { parseRunbook } from "../../../core/runbook/parse.ts";
import { throughEditor } from "./cell-edits.ts";

/** The info string after a change; the reason where it was refused. */
function edited(info: string, ...changes: AttributeChange[]): string {
  const outcome = editAttributes(info, { start: 0, end: info.length }, "```", changes);
  if (outcome.status === "refused") return outcome.because;
  const { span, newText } = outcome.edit;
  return info.slice(0, span.start) + newText + info.slice(span.end);
}

test("an attribute is written as the others are, and taken away with one separator", () => {
  assert.equal(edited("sql", ["on", "replica"]), "sql {on=replica}");
  assert.equal(edited("sql {name=a  on=source}", ["on", "replica"]), "sql {name=a  on=replica}");
  assert.equal(edited("sql  { name=a }", ["timeout", "30s"]), "sql  { name=a timeout=30s }");
  assert.equal(edited("sql {}", ["on", "all"]), "sql {on=all}");
  assert.equal(edited("sql {on='source' name=a}", ["on", "db2"]), "sql {on='db2' name=a}");
  assert.equal(edited("sql {confirm name=a}", ["confirm", "Really?"]), "sql {confirm=Really? name=a}");
  assert.equal(edited("sql {name=a}", ["confirm", 'Say "yes"']), 'sql {name=a confirm="Say \\"yes\\""}');
  assert.equal(edited("sql {name=a}", ["on", "${new_source}"]), "sql {name=a on=${new_source}}");
  assert.equal(edited("sql {name=a on=source timeout=3s}", ["on", undefined]), "sql {name=a timeout=3s}");
  assert.equal(edited("sql {name=a on=source}", ["on", undefined]), "sql {name=a}");
  assert.equal(edited("sql  {on=source}", ["on", undefined]), "sql");
  assert.equal(edited("sql {on=a name=x on=b}", ["on", undefined]), "sql {name=x}");
  assert.equal(edited('bash {on=a} title="x"', ["on", undefined]), 'bash title="x"');
  assert.equal(edited('bash title="x"', ["on", "a"]), 'bash {on=a} title="x"');
  assert.equal(edited("sql{name=a}", ["name", "b"]), "sql{name=b}");
  assert.equal(edited("sql {name=a}", ["on", undefined]), "sql {name=a}");
});

test("JSON stays JSON", () => {
  assert.equal(edited('sql {"name":"a"}', ["on", "db1"]), 'sql {"name":"a","on":"db1"}');
  assert.equal(
    edited('sql { "name": "a", "on": "x" }', ["timeout", "3s"]),
    'sql { "name": "a", "on": "x", "timeout": "3s" }',
  );
  assert.equal(edited('sql {"needs": ["a", "b"], "on":"x"}', ["needs", "c"]), 'sql {"needs": ["c"], "on":"x"}');
  assert.equal(edited('sql {"approve":1,"on":"x"}', ["approve", "2"]), 'sql {"approve":"2","on":"x"}');
  assert.equal(edited('sql {"name":"a","on":"x"}', ["on", undefined]), 'sql {"name":"a"}');
  assert.equal(edited('sql {"name":"a", "on":"x"}', ["name", undefined]), 'sql {"on":"x"}');
  assert.equal(edited('sql {"name":"a"}', ["name", undefined]), "sql");
});

test("what can't be read is not guessed at, and what can't be written is refused", () => {
  assert.match(edited("sql {name=a", ["on", "b"]), /can't be read/);
  assert.match(edited('sql {"name":}', ["on", "b"]), /can't be read/);
  assert.match(edited("sql {name=a}", ["confirm", "a\nb"]), /one line/);
  assert.match(edited("sql {name=a}", ["confirm", "`rm`"]), /backticks/);
});

test("the whole text between the braces can be replaced, when it can be read", () => {
  const replaced = (info: string, inner: string) => {
    const outcome = replaceAttributes(info, { start: 0, end: info.length }, "~~~", inner);
    return outcome.status === "refused"
      ? outcome.because
      : info.slice(0, outcome.edit.span.start) + outcome.edit.newText + info.slice(outcome.edit.span.end);
  };
  assert.equal(attributesText("sql {name=a on=${b}} x=1"), "name=a on=${b}");
  assert.equal(attributesText("sql"), "");
  assert.equal(replaced("sql {name=a}", "name=b on=all"), "sql {name=b on=all}");
  assert.equal(replaced("sql {name=a", "name=b"), "sql {name=b}");
  assert.equal(replaced("sql", "on=all"), "sql {on=all}");
  assert.equal(replaced("sql  {name=a}", " "), "sql");
  assert.match(replaced("sql {name=a}", "timeout=soon"), /not a duration/);
  assert.match(replaced("sql {name=a}", "nmae=b"), /Did you mean `name`/);
  assert.match(replaced("sql {name=a}", "on=a} b"), /closing brace/);
  assert.match(replaced("sql {name=a}", 'on="a'), /not closed|not an attribute/);
});

const key = fc.constantFrom("name", "on", "timeout", "needs", "confirm", "when", "title", "x-y");
const value = fc.oneof(
  fc.constantFrom(
    "a",
    "30s",
    "source",
    "${node}",
    "a,b",
    "",
    "a b",
    'say "x"',
    "it's",
    "a\\b",
    "{",
    "}",
    "é 💾",
    "=",
    "a=b",
  ),
  fc.string({ maxLength: 8 }).filter((text) => !/[\r\n`\0]/.test(text)),
);
const blank = fc.constantFrom(" ", "  ", "\t");
const quoted = (text: string, sign: string) =>
  sign + text.replace(/[\\"']/g, (each) => (each === "\\" || each === sign ? `\\${each}` : each)) + sign;
const pair = fc.tuple(key, value, fc.constantFrom("", "'", '"')).map(([name, text, sign]) => {
  const isPlain = text !== "" && /^(?:\$\{[^}\s"'{]*\}|[^\s"'{}])*$/.test(text);
  return `${name}=${sign === "" && isPlain ? text : quoted(text, sign || '"')}`;
});
const pairs = fc.tuple(fc.array(fc.tuple(blank, pair), { maxLength: 4 }), fc.constantFrom("", " ")).map(
  ([members, end]) =>
    `{${members
      .map(([space, text]) => space + text)
      .join("")
      .trimStart()}${end}}`,
);
const json = fc
  .tuple(
    fc.uniqueArray(key, { minLength: 1, maxLength: 4 }),
    fc.array(value, { minLength: 4, maxLength: 4 }),
    fc.boolean(),
  )
  .map(([keys, values, wide]) => {
    const members = keys.map((name, at) => `${JSON.stringify(name)}:${wide ? " " : ""}${JSON.stringify(values[at])}`);
    return `{${members.join(wide ? ", " : ",")}}`;
  });
const braces = fc.oneof(fc.constant(""), pairs, json);
const info = fc
  .tuple(fc.constantFrom("sql", "bash", "failover"), blank, braces)
  .map(([language, space, attributes]) => language + (attributes === "" ? "" : space) + attributes);

const membersOf = (text: string) =>
  parseInfoString(text, { start: 0, end: text.length }).attributes.map((each) => ({
    key: each.key,
    value: each.value,
    written: text.slice(each.span.start, each.span.end),
  }));

test("setting or taking away an attribute leaves every other one as it was written, and reads back as what was set", (t) => {
  let changes = 0;
  fc.assert(
    fc.property(info, key, fc.option(value, { nil: undefined }), (text, name, wanted) => {
      fc.pre(parseInfoString(text, { start: 0, end: text.length }).problems.length === 0);
      const result = edited(text, [name, wanted]);
      const [before, after] = [membersOf(text), membersOf(result)];
      assert.deepEqual(parseInfoString(result, { start: 0, end: result.length }).problems, [], result);
      const own = after.filter((each) => each.key === name);
      assert.equal(own[0]?.value, wanted, result);
      const others = (all: typeof before) => all.filter((each) => each.key !== name).map(({ written }) => written);
      assert.deepEqual(others(after), others(before), result);
      assert.equal(result.split(/[\s{]/)[0], text.split(/[\s{]/)[0]);
      if (result !== text) changes++;
    }),
    { numRuns: 5000 },
  );
  t.diagnostic(`${changes} changes`);
  assert.ok(changes > 3000);
});

const containers = ["", "> ", "- ", "  ", "1. > "];
const documents = fc
  .tuple(fc.constantFrom(...containers), fc.constantFrom("```", "~~~", "`````"), info, fc.constantFrom("\n", "\r\n"))
  .map(([prefix, marks, first, ending]) => {
    const inside = prefix.replace(/\d\.|-/g, (marker) => " ".repeat(marker.length));
    const block = `${prefix}${marks}${first}  \n${inside}SELECT 1;\n${inside}${marks}\n`;
    return `# Title\n\n${block}\nText.\n\n\`\`\`sql {name=other}\nSELECT 2;\n\`\`\``.replaceAll("\n", ending);
  });

test("in a notebook it changes the line of the cell's fence alone, whatever the block stands in", () => {
  let changed = 0;
  fc.assert(
    fc.property(documents, key, fc.option(value, { nil: undefined }), (text, name, wanted) => {
      const [step] = parseRunbook(text).steps;
      fc.pre(step !== undefined && parseInfoString(text, step.block.infoSpan).problems.length === 0);
      const cells = toCells(text);
      const index = cells.findIndex((cell) => "step" in cell && cell.step === 0);
      const cell = cells[index];
      assert.ok(cell?.kind === "code");
      const fence = fenceOf(cell, "\n");
      assert.ok(fence);
      const { raw } = fence.source;
      const outcome = editAttributes(raw, fence.span, fence.marks, [[name, wanted]]);
      if (outcome.status === "refused") return;
      const result = fromCells(throughEditor(cells.with(index, withFence(cell, fence, outcome)) as Cell[]));
      const { start, end } = step.block.infoSpan;
      assert.equal(result.slice(0, start), text.slice(0, start));
      assert.equal(result.slice(result.length - (text.length - end)), text.slice(end));
      const direct = editAttributes(text, step.block.infoSpan, fence.marks, [[name, wanted]]);
      assert.ok(direct.status === "edited");
      const { span, newText } = direct.edit;
      assert.equal(result, text.slice(0, span.start) + newText + text.slice(span.end));
      if (result !== text) changed++;
    }),
    { numRuns: 1500 },
  );
  assert.ok(changed > 800, String(changed));
});

test("a cell that was edited keeps its edit, and a new cell gets a fence of its own with blank lines around it", () => {
  const text = "> ```sql {name=a}\r\n> SELECT 1;\r\n> ```\r\n";
  const set = (cell: Cell | undefined, name: string, to: string): Cell => {
    assert.ok(cell?.kind === "code");
    const fence = fenceOf(cell, "\r\n");
    assert.ok(fence);
    const outcome = editAttributes(fence.source.raw, fence.span, fence.marks, [[name, to]]);
    assert.ok(outcome.status === "edited");
    return withFence(cell, fence, outcome);
  };
  const [cell] = toCells(text);
  assert.ok(cell?.kind === "code");
  const both = set({ ...cell, value: "SELECT 2;" }, "on", "all");
  assert.equal(fromCells([both]), "> ```sql {name=a on=all}\r\n> SELECT 2;\r\n> ```\r\n");
  const added = set({ kind: "code", language: "bash", value: "ls\n```" }, "on", "db1");
  const block = "````bash {on=db1}\nls\n```\n````\n".replaceAll("\n", "\r\n");
  assert.equal(fromCells(throughEditor([added, cell, added])), [block, text, block].join("\r\n"));
  const [front] = toCells("---\nrunbook: a\n---\n");
  assert.ok(front?.kind === "code");
  assert.equal(fenceOf(front, "\n"), undefined);
});
