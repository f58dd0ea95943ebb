import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../core/language/analyse.ts";
import { diagnose } from "../../core/language/diagnose.ts";
import { lintContextOf } from "../../core/language/lint-context.ts";
import { fromCells, toCells } from "../../core/runbook/cells.ts";
import { SectionMemory } from "../../core/runbook/section-memory.ts";

const DOCUMENTS = 20_000;
const EDITS_OF_EACH = 4;
const MOST_PIECES = 10;

const pieces = [
  "---\nrunbook: x\ncluster: orders\nrto: 5m\ninputs:\n  p: { type: string }\n---\n",
  "---\n",
  "# Head\n",
  "## Verify `x`\n",
  "```sql {name=a on=",
  "```sql {needs=a}\n",
  "```bash {name=b rollback=b timeout=",
  "> ```failover\n> action: switchover\n",
  "```\n",
  "~~~ini\n[mysqld]\nmax_con = 1\n",
  "```console\n$ mysql -e 'SELECT 1'\n",
  "   ```sh\n",
  "1. a\n",
  "- ",
  "> ",
  '!!! note "a"\n    ',
  "{% tab %}\n",
  "<!-- ",
  "-->",
  "-- @expect Seconds_Behind_Source <= 1\n",
  "-- @capture p = ",
  "SELECT ${p}",
  "DROP TABLE a;",
  "SHOW SLAVE STATUS\\G\n",
  "@@global.",
  "'",
  '"',
  "/*",
  "`",
  "${",
  "}",
  "<name>",
  "\r\n",
  "\r",
  "\t",
  "\0",
  "\ud800",
  "\u2028",
  "\ufeff",
  "\n\n",
  "mysql -psecret -e 'x'\n",
  "cat <<EOF\n",
  "CHANGE MASTER TO MASTER_USE_GTID=slave_pos;\n",
];

/** A generator whose failures can be had again. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function joined(next: (below: number) => number, most: number): string {
  let text = "";
  for (let count = next(most + 1); count > 0; count--) text += pieces[next(pieces.length)] ?? "";
  return text;
}

/** Everything that a change of the text makes core do. */
function read(text: string, memory: SectionMemory): number {
  const analysis = analyse("runbook", text, memory);
  const findings = diagnose(analysis, lintContextOf("/a/x.runbook.md", analysis, {}));
  for (const { span } of findings) assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length);
  assert.equal(fromCells(toCells(text, memory)), text);
  return findings.length;
}

test("documents of any kind and edits of them are read, checked and written without a failure", (t) => {
  const next = numbers(20260412);
  let count = 0;
  let findings = 0;
  for (let made = 0; made < DOCUMENTS; made++) {
    const memory = new SectionMemory();
    let text = joined(next, MOST_PIECES);
    for (let edits = 0; edits <= EDITS_OF_EACH; edits++) {
      try {
        findings += read(text, memory);
      } catch (error) {
        throw new Error(`Document ${made}, edit ${edits}: ${JSON.stringify(text)}`, { cause: error });
      }
      count++;
      const start = next(text.length + 1);
      text = text.slice(0, start) + joined(next, 3) + text.slice(start + next(20));
    }
  }
  assert.equal(count, DOCUMENTS * (EDITS_OF_EACH + 1));
  assert.ok(findings > count / 10);
  t.diagnostic(`${count} documents and edits, ${findings} findings`);
});
