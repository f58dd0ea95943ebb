import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import type { IRawGrammar } from "vscode-textmate";

// Both are CommonJS bundles whose names Node cannot see as ES exports.
const require = createRequire(import.meta.url);
const textmate: typeof import("vscode-textmate") = require("vscode-textmate");
const oniguruma: typeof import("vscode-oniguruma") = require("vscode-oniguruma");

interface ContributedGrammar {
  readonly scopeName: string;
  readonly path: string;
  readonly injectTo?: readonly string[];
}

const root = new URL("../../", import.meta.url);
const fixtures = new URL("test/fixtures/grammar/", root);
const manifest: { contributes: { grammars: ContributedGrammar[] } } = JSON.parse(
  readFileSync(new URL("package.json", root), "utf8"),
);
const grammars = manifest.contributes.grammars;

/** Small stand-ins for the editor's own grammars, with the same scope names and the same fence rule. */
const hosts = new Map([
  ["text.html.markdown", "hosts/markdown.json"],
  ["source.sql", "hosts/sql.json"],
  ["source.shell", "hosts/shell.json"],
  ["source.yaml", "hosts/yaml.json"],
]);

function grammarFile(scopeName: string): URL | undefined {
  const own = grammars.find((grammar) => grammar.scopeName === scopeName);
  if (own) return new URL(own.path, root);
  const host = hosts.get(scopeName);
  return host ? new URL(host, fixtures) : undefined;
}

async function registry() {
  const wasm = readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  return new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => oniguruma.createOnigScanner(patterns),
      createOnigString: (text) => oniguruma.createOnigString(text),
    }),
    loadGrammar: async (scopeName): Promise<IRawGrammar | null> => {
      const file = grammarFile(scopeName);
      return file ? textmate.parseRawGrammar(readFileSync(file, "utf8"), file.pathname) : null;
    },
    getInjections: (scopeName) =>
      grammars.filter((grammar) => grammar.injectTo?.includes(scopeName)).map((grammar) => grammar.scopeName),
  });
}

const loaded = registry();

/** One line per token: the text, then its scopes without the root's. */
async function scopesOf(scopeName: string, text: string): Promise<string> {
  const grammar = await (await loaded).loadGrammar(scopeName);
  assert.ok(grammar, `no grammar for ${scopeName}`);
  const out: string[] = [];
  let stack = textmate.INITIAL;
  for (const line of text.split("\n")) {
    out.push(line === "" ? ">" : `> ${line}`);
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
    stack = ruleStack;
    for (const token of tokens) {
      const scopes = token.scopes.slice(1).join(" ");
      const piece = line.slice(token.startIndex, token.endIndex);
      if (piece.trim() !== "" && scopes !== "") out.push(`  ${JSON.stringify(piece)} ${scopes}`);
    }
  }
  return `${out.join("\n")}\n`;
}

/** Compares with `<fixture>.scopes`; UPDATE_SNAPSHOTS=1 writes it. */
async function check(fixture: string, scopeName: string): Promise<void> {
  const actual = await scopesOf(scopeName, readFileSync(new URL(fixture, fixtures), "utf8").trimEnd());
  const snapshot = new URL(`${fixture}.scopes`, fixtures);
  if (process.env.UPDATE_SNAPSHOTS || !existsSync(snapshot)) {
    assert.ok(process.env.UPDATE_SNAPSHOTS, `${snapshot.pathname} is missing: run with UPDATE_SNAPSHOTS=1`);
    writeFileSync(snapshot, actual);
  }
  assert.equal(actual, readFileSync(snapshot, "utf8"));
}

test("an option file has the servers' comments, groups, includes and settings", () =>
  check("option-file.cnf", "source.mysql-option-file"));
test("a runbook's fences have attributes, annotations and variables", () => check("runbook.md", "text.html.markdown"));
test("a SQL cell has annotations and variables", () => check("cell.sql", "source.sql"));

test("every grammar file is valid and contributed once", () => {
  const scopes = grammars.map((grammar) => grammar.scopeName);
  assert.equal(new Set(scopes).size, scopes.length);
  for (const grammar of grammars) {
    const raw: { scopeName: string } = JSON.parse(readFileSync(new URL(grammar.path, root), "utf8"));
    assert.equal(raw.scopeName, grammar.scopeName);
  }
});
