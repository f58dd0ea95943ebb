import assert from "node:assert/strict";
import { test } from "node:test";
import { startsServer } from "../../client/language/selector.ts";

const starts = (path: string, languageId: string, text = "", inventory = "clusters.yaml"): boolean =>
  startsServer({ uri: { path } as never, languageId, getText: () => text }, inventory);

test("ordinary Markdown and YAML do not start the language server", () => {
  assert.equal(starts("/w/README.md", "markdown", "# Title\n\n```sql\nSELECT 1;\n```\n"), false);
  assert.equal(starts("/w/compose.yaml", "yaml"), false);
  assert.equal(starts("/w/openssl.cnf", "properties", "[req]\n"), false);
});

test("runbooks, option files and the inventory start it", () => {
  assert.equal(starts("/w/a.runbook.md", "markdown"), true);
  assert.equal(starts("/w/a.runbook.md", "sql"), true);
  assert.equal(starts("/w/runbooks/a.md", "markdown"), true);
  assert.equal(starts("/w/a.md", "markdown", "---\nrunbook: A\n---\n"), true);
  assert.equal(starts("/w/my.cnf", "mysql-option-file"), true);
  assert.equal(starts("/w/x.cnf", "plaintext", "[mysqld]\nport=1\n"), true);
  assert.equal(starts("/w/clusters.yaml", "yaml"), true);
  assert.equal(starts("/w/ops/nodes.yml", "yaml", "", "ops/nodes.yml"), true);
});
