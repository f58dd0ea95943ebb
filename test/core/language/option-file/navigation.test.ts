import assert from "node:assert/strict";
import { test } from "node:test";
import { definition, documentLinks, references } from "../../../../core/language/navigation.ts";
import { type IncludedFile, resolveIncludes } from "../../../../core/option-file/include.ts";
import { parseOptionFile } from "../../../../core/option-file/parse.ts";
import { LineMap } from "../../../../core/text/line-map.ts";
import { cursorIn } from "../cursor.ts";

const DISK: Readonly<Record<string, string>> = {
  "/w/db1/a.cnf": "[mysqld]\nlog-slave-updates\n",
  "/w/db2/my.cnf": "[mysqld]\nlog_replica_updates = 1\n\n[client]\nport = 1\n",
};
const others = Object.entries(DISK).map(([path, text]) => ({ path, file: parseOptionFile(text) }));

async function world(marked: string) {
  const { analysis, text, offset } = cursorIn("option-file", marked);
  assert.ok(analysis.kind === "option-file");
  const included: IncludedFile = await resolveIncludes("/w/db1/my.cnf", analysis.file, {
    read: async (path) => (DISK[path] === undefined ? { status: "missing" } : { status: "read", text: DISK[path] }),
    list: async () => ({ status: "missing" }),
  });
  const optionFiles = [...others, { path: "/w/db1/my.cnf", file: analysis.file }];
  const show = (found: readonly { readonly path: string; readonly span: { readonly start: number } }[]) =>
    found.map(({ path, span }) => {
      const lines = new LineMap(path === "/w/db1/my.cnf" ? text : (DISK[path] ?? ""));
      return `${path}:${lines.positionAt(span.start).line + 1}`;
    });
  return {
    definition: show(definition(analysis, offset, {}, { included, optionFiles })),
    references: show(references(analysis, offset, {}, { optionFiles })),
    links: documentLinks(analysis, { included }).map(({ target }) => target),
  };
}

test("takes the old and the new name, and any prefix, for one setting", async () => {
  const { definition: found, references: all } = await world(
    "[mysqld]\n!include a.cnf\nloose_log_slave_up|dates = 0\n",
  );
  assert.deepEqual(found, ["/w/db1/a.cnf:2", "/w/db2/my.cnf:2"]);
  assert.deepEqual(all, ["/w/db1/a.cnf:2", "/w/db2/my.cnf:2", "/w/db1/my.cnf:3"]);
});

test("goes to the lines before, not to those that come later", async () => {
  const { definition: found } = await world(
    "[mysqld]\nlog_replica_updates\nlog_replica_upd|ates=0\n!include a.cnf\nlog_replica_updates=1\n",
  );
  assert.deepEqual(found, ["/w/db1/my.cnf:2", "/w/db2/my.cnf:2"]);
});

test("keeps a client's settings apart from the server's", async () => {
  assert.deepEqual((await world("[mysqld]\npo|rt = 1\n")).definition, []);
  assert.deepEqual((await world("[client]\npo|rt = 1\n")).definition, ["/w/db2/my.cnf:5"]);
});

test("goes from an include to its file, and links only what can be read", async () => {
  const { definition: found, links } = await world("!include |a.cnf\n!include none.cnf\n");
  assert.deepEqual(found, ["/w/db1/a.cnf:1"]);
  assert.deepEqual(links, ["/w/db1/a.cnf"]);
});
