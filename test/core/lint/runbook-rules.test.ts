import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { lintRunbook } from "../../../core/lint/lint.ts";
import type { Finding } from "../../../core/lint/rule.ts";
import { runbookRules } from "../../../core/lint/runbook-rules.ts";
import { parseRunbook } from "../../../core/runbook/parse.ts";
import { root } from "../../../tools/root.ts";
import { applyEdits, examples } from "../../support/rule-examples.ts";

test("there are at least 40 rules for runbooks, each with a code that no other has", (context) => {
  context.diagnostic(`${runbookRules.length} rules for runbooks`);
  assert.ok(runbookRules.length >= 40);
  assert.equal(new Set(runbookRules.map(({ code }) => code)).size, runbookRules.length);
  assert.deepEqual(
    runbookRules.map(({ code }) => code),
    runbookRules.map(({ code }) => code).toSorted(),
  );
});

/** What a finding is, wherever it stands after an edit. */
function kinds(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { code } of findings) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

for (const rule of runbookRules) {
  const page = readFileSync(join(root, "core", "lint", "rules", `${rule.id}.md`), "utf8");

  for (const [index, { text, context }] of examples(page, "Bad").entries()) {
    const runbook = parseRunbook(text);
    const before = lintRunbook(runbook, context);
    const fixes = before.filter(({ code }) => code === rule.code).flatMap((finding) => finding.fixes);
    if (fixes.length === 0) continue;

    test(`each fix of bad example ${index + 1} of ${rule.id} can be read, removes its finding and adds none`, () => {
      for (const { title, edits } of fixes) {
        const fixed = applyEdits(text, edits);
        const again = parseRunbook(fixed);
        // A block that becomes a step may be judged as one; it is not worse than it was.
        const label = `${title}\n${fixed}`;
        assert.ok(again.problems.length <= runbook.problems.length, label);
        const after = kinds(lintRunbook(again, context));
        const own = kinds(before);
        assert.ok((after.get(rule.code) ?? 0) < (own.get(rule.code) ?? 0), label);
        for (const [code, count] of after) assert.ok(count <= (own.get(code) ?? 0), `${code} is new: ${label}`);
      }
    });
  }
}

test("Markdown that is no runbook of ours has no finding of level error", (context) => {
  const paths = readdirSync(join(root, "node_modules"), { recursive: true, encoding: "utf8" }).filter((path) =>
    /\.(?:md|markdown)$/i.test(path),
  );
  assert.ok(paths.length > 100);
  const errors: string[] = [];
  for (const path of paths) {
    const runbook = parseRunbook(readFileSync(join(root, "node_modules", path), "utf8"));
    for (const { code, severity, message } of lintRunbook(runbook, {}))
      if (severity === "error") errors.push(`${path}: ${code} ${message}`);
  }
  context.diagnostic(`${paths.length} files`);
  assert.deepEqual(errors, []);
});

test("no rule runs away over a hostile document", () => {
  for (const piece of [
    "`${a",
    "SELECT ((",
    "'\"",
    'mysql -e "',
    "$(",
    "<<A\n",
    "<!-- dr-runbooks-disable ",
    "x=",
    "| mysql ",
    "--stop-datetime ",
    "needs=a ",
  ]) {
    for (const language of ["sql", "sh"]) {
      const runbook = parseRunbook(`\`\`\`${language}\n${piece.repeat(3000)}\n\`\`\`\n`);
      const started = process.cpuUsage();
      lintRunbook(runbook, {});
      const { user, system } = process.cpuUsage(started);
      assert.ok(user + system < 1_000_000, `${language} ${piece}`);
    }
  }
});

test("every finding and edit lies in the document, whatever it holds", { timeout: 60_000 }, () => {
  const pages = runbookRules.map(({ id }) => readFileSync(join(root, "core", "lint", "rules", `${id}.md`), "utf8"));
  const lines = [...new Set(pages.flatMap((page) => page.split("\n")))].filter((line) => !line.startsWith("````"));
  const line = fc.oneof(fc.constantFrom(...lines), fc.string(), fc.constantFrom("```", "```sql", "```sh", "> ```sh"));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), fc.constantFrom("\n", "\r\n"), (chosen, end) => {
      const text = chosen.join(end);
      const isInside = ({ start, end: last }: { readonly start: number; readonly end: number }) =>
        0 <= start && start <= last && last <= text.length;
      for (const { code, span, fixes } of lintRunbook(parseRunbook(text), {})) {
        assert.ok(isInside(span), code);
        for (const { edits } of fixes) for (const edit of edits) assert.ok(isInside(edit.span), code);
      }
    }),
    { numRuns: 500 },
  );
});
