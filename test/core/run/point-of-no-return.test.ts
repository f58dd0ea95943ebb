import assert from "node:assert/strict";
import { test } from "node:test";
import { syntaxError, world } from "./memory-ports.ts";

const sql = (attributes: string, code: string) => `\`\`\`sql {${attributes}}\n${code}\n\`\`\`\n\n`;

const text =
  sql("name=fence on=db1 rollback=unfence", "SET GLOBAL super_read_only = ON;") +
  sql("name=promote on=db2 rollback=never", "SET GLOBAL read_only = OFF;") +
  sql("name=channel on=db3 rollback=restart", "STOP REPLICA;") +
  sql("name=repoint on=db3", "SELEC 1;") +
  sql("name=unfence on=db1", "SET GLOBAL read_only = OFF;") +
  sql("name=restart on=db3", "START REPLICA;");

test("behind a step that cannot be undone, nothing before it is offered for undoing", async () => {
  const w = world();
  w.nodes.db3.answer = (statement) => (statement === "SELEC 1" ? syntaxError : undefined);
  const result = await w.run(text);
  assert.deepEqual([result.status, result.rollbacks], ["failed", ["restart"]]);
  const notices = w.events.filter((event) => event.type === "notice").map((event) => event.text);
  assert.ok(notices.some((notice) => notice.startsWith("promote was run: there is no way back.")));
});

test("a promotion that was refused leaves the rollbacks before it", async () => {
  const w = world();
  w.nodes.db2.answer = (statement) => (statement.startsWith("SET") ? syntaxError : undefined);
  const result = await w.run(text);
  assert.deepEqual([result.status, result.rollbacks], ["failed", ["unfence"]]);
});

test("a promotion whose answer never came is past the point of no return", async () => {
  const w = world();
  w.nodes.db2.answer = (statement) =>
    statement.startsWith("SET") ? { status: "lost", message: "gone", durationUs: 1 } : undefined;
  const result = await w.run(text);
  assert.deepEqual([result.status, result.rollbacks], ["failed", []]);
});
