import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { diagnose } from "../../../core/language/diagnose.ts";
import { lintRunbook } from "../../../core/lint/lint.ts";
import type { Finding, LintContext } from "../../../core/lint/rule.ts";
import { rules } from "../../../core/lint/rules/index.ts";
import { runbookRules } from "../../../core/lint/runbook-rules.ts";
import { findFrontMatter } from "../../../core/runbook/front-matter.ts";
import { parseRunbook } from "../../../core/runbook/parse.ts";
import { SectionMemory } from "../../../core/runbook/section-memory.ts";
import { type Example, examples } from "../../support/rule-examples.ts";

const seed = readFileSync(new URL("../../fixtures/seed.md", import.meta.url), "utf8");

function examplesOf(id: string): readonly Example[] {
  const page = readFileSync(new URL(`../../../core/lint/rules/${id}.md`, import.meta.url), "utf8");
  return [...examples(page, "Bad"), ...examples(page, "Good")];
}

/** Whatever the rules look at stands in their pages. */
const documents = rules.flatMap(({ id, about }) =>
  examplesOf(id).map(({ text, context }) => ({ text: about === "runbook" ? text : fragment(text), context })),
);
const contexts: readonly LintContext[] = [
  ...new Map([{}, ...documents.map(({ context }) => context)].map((each) => [JSON.stringify(each), each])).values(),
];
const padding = `${"Word word word word word word word word.\n".repeat(40)}\n`;

function fragment(optionFile: string): string {
  return `\`\`\`ini\n${optionFile}\n\`\`\`\n`;
}

function bodyOf(text: string): string {
  return text.slice(findFrontMatter(text)?.span.end ?? 0).trimStart();
}

/** All rules over all of the text, as if nothing were known of it. */
function anew(text: string, context: LintContext): readonly Finding[] {
  const runbook = { ...parseRunbook(text), sections: [] };
  return diagnose({ kind: "runbook", runbook }, context);
}

const front = fc.constantFrom("", ...documents.map(({ text }) => text.slice(0, findFrontMatter(text)?.span.end ?? 0)));
const head = fc.constantFrom("", "\n# Part\n\n", `\n## ${"Head ".repeat(9)}\n\n${padding}`, "\r\n");
const body = fc.constantFrom(...documents.map(({ text }) => bodyOf(text)), seed.slice(0, 3000));
const part = fc.tuple(head, body).map((pieces) => pieces.join(""));
const suppression = "<!-- dr-runbooks-disable-next-step RBK016, RBK036: it is meant -->\n";
const word = fc.constantFrom(
  suppression,
  "```\n",
  "```sql {name=a on=source}\n",
  "## New\n",
  "x",
  "\n",
  ";",
  "\r\n",
  "> ",
);

/** Where an edit begins and ends, as fractions of the text, and what it puts there. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(60),
  put: fc.oneof(word, part),
});

function change(text: string, { at, length, put }: { at: number; length: number; put: string }): string {
  const start = Math.floor(at * text.length);
  return text.slice(0, start) + put + text.slice(start + length);
}

/** The same document with every block in a section of its own. */
function spread(text: string): string {
  const start = findFrontMatter(text)?.span.end ?? 0;
  let part = 0;
  return text.slice(0, start) + text.slice(start).replace(/^(?=```\w)/gm, () => `\n# Part ${++part}\n\n${padding}`);
}

/** By it a document is a runbook, with variables. */
const other =
  "\n```sql {name=other rollback=undo}\n-- @capture db = db\n-- @expect db == 'a'\nSELECT 1 AS db -- MySQL\n```\n";

for (const { id, reach } of runbookRules) {
  if (reach !== "section") continue;
  test(`${id} looks at nothing outside of the section`, () => {
    const own = examplesOf(id);
    const others = contexts.filter(({ cluster }, index) => cluster !== undefined || index === 0);
    const all = own.map(({ text }) => bodyOf(text)).join("\n");
    const texts = own.flatMap(({ text }) => [text, all + text, bodyOf(text) + other]);
    for (const text of texts.map(spread))
      for (const context of [...own.map((example) => example.context), ...others]) {
        const found = lintRunbook(parseRunbook(text), context);
        assert.deepEqual(only(id, found), only(id, anew(text, context)));
      }
  });
}

function only(id: string, findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ rule }) => rule === id);
}

test("each rule finds in the sections of a document what it finds in the whole", () => {
  fc.assert(
    fc.property(front, fc.array(part, { maxLength: 8 }), fc.constantFrom(...contexts), (start, parts, context) => {
      const text = start + parts.join("");
      assert.deepEqual(diagnose({ kind: "runbook", runbook: parseRunbook(text) }, context), anew(text, context));
    }),
    { numRuns: 250 },
  );
});

test("checking with the memory of earlier versions gives what checking anew gives, over random edits", () => {
  const made = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(""));
  const documentsToEdit = fc.oneof(fc.tuple(front, made), fc.constant(["", seed] as [string, string]));
  const edits = fc.array(fc.tuple(edit, fc.constantFrom(...contexts)), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(documentsToEdit, edits, (pieces, changes) => {
      const memory = new SectionMemory();
      let text = pieces.join("");
      diagnose({ kind: "runbook", runbook: parseRunbook(text, memory) }, {});
      for (const [each, context] of changes) {
        text = change(text, each);
        const runbook = parseRunbook(text, memory);
        assert.deepEqual(diagnose({ kind: "runbook", runbook }, context), anew(text, context));
      }
    }),
    { numRuns: 100 },
  );
});

test("after an edit the rules that look at sections are asked about the edited one, and about no other", (t) => {
  const asked: string[] = [];
  for (const rule of runbookRules) {
    if (rule.reach !== "section") continue;
    const check = rule.check.bind(rule);
    t.mock.method(rule, "check", (runbook: Parameters<typeof check>[0], context: LintContext) => {
      asked.push(runbook.text);
      return check(runbook, context);
    });
  }
  const memory = new SectionMemory();
  const text = seed.repeat(10);
  lintRunbook(parseRunbook(text, memory), {});
  const middle = text.indexOf("## ", text.length / 2) + 3;
  asked.length = 0;
  lintRunbook(parseRunbook(`${text.slice(0, middle)}x${text.slice(middle)}`, memory), {});
  assert.equal(new Set(asked).size, 1);
  assert.equal(asked.length, runbookRules.filter(({ reach }) => reach === "section").length);
});
