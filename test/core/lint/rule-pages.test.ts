import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { lintRunbook } from "../../../core/lint/lint.ts";
import { lintOptionFile } from "../../../core/lint/lint-option-file.ts";
import type { Finding, Rule } from "../../../core/lint/rule.ts";
import { rules } from "../../../core/lint/rules/index.ts";
import { parseOptionFile } from "../../../core/option-file/parse.ts";
import { parseRunbook } from "../../../core/runbook/parse.ts";
import { applyEdits, type Example, examples } from "../../support/rule-examples.ts";

// The pages of the rules are their tests. A page begins with `# CODE id` and the rule's title as a sentence. The fences under
// `## Bad` and `## Good` are whole documents: `ini` an option file, `runbook` a runbook. Each under Bad must
// give a finding of the rule and each under Good none; `{target=mysql-8.4}` and the like are its context. Every fix of a bad example is
// applied, and must make its finding go away.

const folder = new URL("../../../core/lint/rules/", import.meta.url);
const pages = readdirSync(folder).filter((name) => name.endsWith(".md"));

function findings(rule: Rule, { language, text, context }: Example): readonly Finding[] {
  assert.equal(language, rule.about === "runbook" ? "runbook" : "ini");
  const all =
    rule.about === "runbook"
      ? lintRunbook(parseRunbook(text), context)
      : lintOptionFile(parseOptionFile(text), context);
  return all.filter((finding) => finding.rule === rule.id);
}

test("every page is of a rule in the index, and every rule has a page and a file of its name", () => {
  assert.deepEqual(pages.map((name) => name.replace(/\.md$/, "")).sort(), rules.map((rule) => rule.id).sort());
  const files = readdirSync(folder);
  for (const rule of rules) assert.ok(files.includes(`${rule.id}.ts`), rule.id);
  assert.equal(new Set(rules.map((rule) => rule.code)).size, rules.length);
});

for (const rule of rules) {
  const page = readFileSync(new URL(`${rule.id}.md`, folder), "utf8");

  test(`the page of ${rule.id} says its code, name and title, and has examples of both kinds`, () => {
    assert.ok(page.startsWith(`# ${rule.code} ${rule.id}\n\n${rule.title}.\n`), page.slice(0, 100));
    assert.ok(examples(page, "Bad").length > 0 && examples(page, "Good").length > 0);
  });

  for (const [index, example] of examples(page, "Bad").entries()) {
    test(`${rule.id} reports bad example ${index + 1}, and each of its fixes helps`, () => {
      const found = findings(rule, example);
      assert.notEqual(found.length, 0);
      for (const finding of found) {
        assert.match(finding.message, /\.$|\?$/);
        assert.ok(finding.span.start <= finding.span.end && finding.span.end <= example.text.length);
        for (const { title, edits } of finding.fixes) {
          const again = findings(rule, { ...example, text: applyEdits(example.text, edits) });
          assert.ok(again.length < found.length, `${title} leaves ${again.length} of ${found.length}`);
        }
      }
    });
  }

  for (const [index, example] of examples(page, "Good").entries()) {
    test(`${rule.id} is silent about good example ${index + 1}`, () => assert.deepEqual(findings(rule, example), []));
  }
}
