import assert from "node:assert/strict";
import { test } from "node:test";
import { LanguageClient } from "./language-client.ts";

const ROUNDS = Number(process.env["DR_RUNBOOKS_FUZZ"] ?? 60);
const LONGEST_ANSWER_MS = 5_000;

const PIECES = [
  "---\nrunbook: x\ncluster: orders\n---\n",
  "# Head\n",
  "```sql {name=a on=",
  "```sql {needs=a}\n",
  "> ```failover\n> action: switchover\n",
  "```\n",
  "~~~ini\n[mysqld]\nmax_con = 1\n",
  "-- @expect Seconds_Behind_Source <= 1\n",
  "-- @capture p = ",
  "SELECT ${p}",
  "@@global.",
  "'",
  "${",
  "}",
  "<name>",
  "\r\n",
  "\t",
  "\ud800",
  "\n\n",
  "mysql -psecret -e 'x'\n",
  "CHANGE MASTER TO MASTER_USE_GTID=slave_pos;\n",
];

const REQUESTS = [
  "completion",
  "hover",
  "definition",
  "references",
  "documentHighlight",
  "prepareRename",
  "rename",
  "codeAction",
  "foldingRange",
  "selectionRange",
  "semanticTokens/full",
  "inlayHint",
  "codeLens",
  "documentLink",
  "signatureHelp",
  "rangeFormatting",
  "formatting",
  "documentSymbol",
];

/** A generator whose failures can be had again. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test("answers every request while documents are torn apart", async () => {
  const next = numbers(20240917);
  await using client = await LanguageClient.start({
    files: { "clusters.yaml": "orders: { nodes: { db1: { host: a } } }\n" },
  });
  const uri = client.uri("torn.runbook.md");
  let version = 1;
  await client.open("torn.runbook.md", PIECES.join(""), "markdown");
  for (let round = 0; round < ROUNDS; round++) {
    for (let edits = next(4); edits >= 0; edits--) {
      const from = { line: next(60), character: next(40) };
      const to = { line: from.line + next(3), character: next(40) };
      const range = next(2) === 0 ? { start: from, end: from } : { start: from, end: to };
      await client.connection.sendNotification("textDocument/didChange", {
        textDocument: { uri, version: ++version },
        contentChanges: [{ range, text: PIECES[next(PIECES.length)] ?? "" }],
      });
    }
    const position = { line: next(80), character: next(60) };
    for (const method of REQUESTS) {
      const started = performance.now();
      const answered = client.connection.sendRequest(`textDocument/${method}`, {
        textDocument: { uri },
        position,
        positions: [position],
        range: { start: position, end: position },
        newName: "renamed",
        context: { diagnostics: [], includeDeclaration: true },
        options: { tabSize: 2, insertSpaces: true },
      });
      // A refusal is an answer; a failure inside would be one with another code.
      await answered.catch((error: { code?: number; message?: string }) =>
        assert.equal(error.code, -32803, `${method}: ${error.message}`),
      );
      const took = performance.now() - started;
      assert.ok(took < LONGEST_ANSWER_MS, `${method} took ${took} ms in round ${round}`);
    }
  }
  await client.at("torn.runbook.md", version);
});
