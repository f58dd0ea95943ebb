import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { CodeLens, Hover, InlayHint } from "vscode-languageserver-protocol/node";
import { currentActor } from "../../core/node/actor.ts";
import { systemClock } from "../../core/node/clock.ts";
import { openTrail } from "../../core/node/trail-writer.ts";
import { root } from "../../tools/root.ts";
import { LanguageClient } from "./language-client.ts";

const NAME = "switch.runbook.md";
const TEXT = `---
runbook: Switch
cluster: orders
owner: dba
drill: quarterly
---
# Switch
\`\`\`sql {name=check on=source}
SELECT 1;
\`\`\`

\`\`\`sql {name=other on=source}
SELECT 2;
\`\`\`
`;
const FILES = { "clusters.yaml": "orders:\n  flavor: mysql\n  nodes:\n    db1: { host: a, role: source }\n" };
const LAST = { name: "check", at: "2026-01-02T03:04:05.678Z", outcome: "failure", durationMs: 1234, nodes: ["db1"] };
const HISTORY = {
  drilled: { at: "2026-01-01T00:00:00.000Z", log: "log-1" },
  unverified: 2,
  steps: [{ name: "check", last: LAST, typicalMs: 1250, samples: 3 }],
};

const everywhere = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
const textDocument = (client: LanguageClient) => ({ uri: client.uri(NAME) });

async function hints(client: LanguageClient): Promise<unknown[]> {
  const params = { textDocument: textDocument(client), range: everywhere };
  const found: InlayHint[] = await client.connection.sendRequest("textDocument/inlayHint", params);
  return found.map(({ label }) => label);
}

async function hoverOver(client: LanguageClient, line: number): Promise<string> {
  const params = { textDocument: textDocument(client), position: { line, character: 1 } };
  const found: Hover | null = await client.connection.sendRequest("textDocument/hover", params);
  return JSON.stringify(found?.contents ?? "");
}

const isOverdue = ({ diagnostics }: { readonly diagnostics: readonly { code?: unknown }[] }) =>
  diagnostics.some(({ code }) => code === "RBK073");

test("shows what the client's trail tells: the last drill, how a step ended and how long it usually takes", async () => {
  const questions: unknown[] = [];
  const history = (question: unknown) => {
    questions.push(question);
    return HISTORY;
  };
  await using client = await LanguageClient.start({ files: FILES, history });
  await client.open(NAME, TEXT, "markdown");
  const found = await client.diagnostics(client.uri(NAME), isOverdue);
  const overdue = found.find(({ code }) => code === "RBK073");
  assert.match(String(overdue?.message), /last drilled on 2026-01-01, \d+ days ago/);
  assert.deepEqual(questions, [{ path: join(client.root, NAME), title: "Switch" }]);
  assert.deepEqual(await hints(client), ["→ db1 · ~1.3 s", "→ db1"]);
  const check = await hoverOver(client, 7);
  assert.match(check, /runs on `db1`[\s\S]*risk: \*\*reads\*\*/);
  assert.match(check, /last run 2026-01-02 03:04 UTC on `db1`: failed after 1\.2 s/);
  assert.match(check, /usually 1\.3 s \(median of its last 3 successes\)/);
  assert.match(
    await hoverOver(client, 11),
    /never run, by this machine's trail[\s\S]*2 logs of this runbook do not verify/,
  );
  assert.match(String(overdue?.message), /2 of its newest logs can't be verified/);
});

test("offers above the steps what the client can do: run, plan, and verify what was run", async () => {
  const commands = ["drRunbooks.openStep", "drRunbooks.showPlan", "drRunbooks.verifyLastRun"];
  let answer: unknown = null;
  await using client = await LanguageClient.start({
    files: FILES,
    history: () => answer,
    initialization: { commands },
  });
  await client.open(NAME, TEXT, "markdown");
  const lenses = async () => {
    const found: CodeLens[] = await client.connection.sendRequest("textDocument/codeLens", {
      textDocument: textDocument(client),
    });
    return found.map(({ range, command }) => [range.start.line, command?.title, command?.arguments?.[1]]);
  };
  const steps = [
    [7, "Run…", 0],
    [7, "Plan", 0],
    [7, "check · on source · reads · 1m", undefined],
    [11, "Run…", 1],
    [11, "Plan", 1],
    [11, "other · on source · reads · 1m", undefined],
  ];
  assert.deepEqual(await lenses(), [[0, "Plan", undefined], ...steps]);
  answer = HISTORY;
  await client.connection.sendNotification("drRunbooks/historyChanged");
  await client.diagnostics(client.uri(NAME), isOverdue);
  assert.deepEqual(await lenses(), [[0, "Plan", undefined], [0, "Verify Last Run", undefined], ...steps]);
});

test("waits for no answer about past runs, and takes rubbish for none", async () => {
  for (const answer of [new Promise(() => {}), { steps: 1 }, "x"]) {
    await using client = await LanguageClient.start({ files: FILES, history: () => answer });
    await client.open(NAME, TEXT, "markdown");
    assert.equal(isOverdue({ diagnostics: await client.at(NAME, 1) }), false);
    assert.deepEqual(await hints(client), ["→ db1", "→ db1"]);
    assert.match(await hoverOver(client, 7), /step 1 of 2/);
  }
});

test("asks again when something was run, and a client that can't tell is not asked", async () => {
  let answer: unknown = { steps: [] };
  let asked = 0;
  const history = () => {
    asked++;
    return answer;
  };
  await using client = await LanguageClient.start({ files: FILES, history });
  await client.open(NAME, TEXT, "markdown");
  await client.diagnostics(client.uri(NAME), isOverdue);
  answer = { ...HISTORY, drilled: { at: new Date().toISOString(), log: "log-2" } };
  await client.connection.sendNotification("drRunbooks/historyChanged");
  await client.diagnostics(client.uri(NAME), (params) => !isOverdue(params));
  assert.equal(asked, 2);
  assert.deepEqual(await hints(client), ["→ db1 · ~1.3 s", "→ db1"]);
  await using other = await LanguageClient.start({ files: FILES });
  await other.open(NAME, TEXT, "markdown");
  assert.deepEqual(await hints(other), ["→ db1", "→ db1"]);
});

test("the server on the command line knows the trail itself", async () => {
  const state = mkdtempSync(join(tmpdir(), "dr-history-lsp-"));
  try {
    const command = [process.execPath, join(root, "cli", "launcher.ts"), "lsp"];
    await using client = await LanguageClient.start({ files: FILES, command, env: { DR_RUNBOOKS_STATE: state } });
    const trail = await openTrail({
      folder: join(state, "audit"),
      actor: currentActor("test", "0"),
      clock: systemClock,
    });
    const run = { id: trail.logId, path: join(client.root, NAME), title: "Switch", mode: "live" };
    await trail.append({ type: "run.started", run });
    await trail.append({ type: "step.intended", step: { name: "check", risk: "reads" }, targets: [{ node: "db1" }] });
    const step = { name: "check", risk: "reads" };
    await trail.append({ type: "step.finished", step, intent: 2, outcome: "success", duration_us: 42_000 });
    await trail.append({ type: "run.finished", status: "succeeded", whole: false });
    await trail.close();
    await client.open(NAME, TEXT, "markdown");
    await client.diagnostics(client.uri(NAME), isOverdue);
    assert.deepEqual(await hints(client), ["→ db1 · ~42 ms", "→ db1"]);
    assert.match(await hoverOver(client, 7), /: succeeded in 42 ms/);
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
});
