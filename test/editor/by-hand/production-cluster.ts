import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { connectAdmin } from "../../../core/node/sandbox/admin-connection.ts";
import type { WebEditor } from "../../../tools/editor/install.ts";
import { openWorkbench } from "../../../tools/editor/workbench.ts";
import { root } from "../../../tools/root.ts";
import { type EditorContext, makeWorkspace } from "../context.ts";
import { answerDialog, clickRun, expectOutput, outcomeOf, type } from "../person.ts";
import { entriesOfLastRun, said } from "./the-trail.ts";

/** The first node of the sandbox as a production cluster whose password nobody wrote down. */
export async function productionCluster(editor: WebEditor, context: EditorContext): Promise<void> {
  const folder = makeWorkspace(context, "by-hand");
  const path = join(folder, "production.runbook.md");
  const { nodes, admin } = context.sandbox;
  const [source] = nodes;
  assert.ok(source);
  const entry = `orders:\n  production: true\n  user: ${admin.user}\n  nodes:\n    db1: { host: 127.0.0.1, port: ${source.port} }\n`;
  appendFileSync(join(folder, "clusters.yaml"), entry);
  const database = await connectAdmin(source, admin);
  const exists = async () => (await database.query("SHOW DATABASES LIKE 'in_production'")).length === 1;
  const workbench = await openWorkbench(editor, { folder, extension: { developmentPath: root } });
  const { page } = workbench;
  const askedFor = /Password of dba/;
  try {
    await workbench.openFile("production.runbook.md");

    // A password that is refused is forgotten, one that is taken is asked for once.
    const look = await clickRun(page, "AS one");
    await type(page, askedFor, "wrong");
    assert.equal(await outcomeOf(look), "error");
    await expectOutput(page, /denied/);
    await clickRun(page, "AS one");
    await type(page, askedFor, admin.password);
    await expectOutput(page, /one\s+1/);
    assert.equal(said((await entriesOfLastRun(path)).at(-1)), "step.finished look success");

    const change = await clickRun(page, "in_production");
    await answerDialog(page, /orders is a production cluster: you will be asked for its name/, "Continue");
    await type(page, /Type the cluster's name, orders, to run this step/, "order");
    assert.equal(await outcomeOf(change), "error");
    assert.equal(said((await entriesOfLastRun(path)).at(-1)), "step.refused change");
    assert.equal(await exists(), false);

    await clickRun(page, "in_production");
    await answerDialog(page, /orders is a production cluster/, "Continue");
    await type(page, /Type the cluster's name, orders, to run this step/, "orders");
    await expectOutput(page, /step\.finished success/, 2);
    assert.equal(await outcomeOf(change), "success");
    assert.equal(await exists(), true);
  } catch (error) {
    await workbench.screenshot(join(context.screenshots, "production-cluster.png"));
    throw error;
  } finally {
    await database.close();
    await workbench.close();
  }
}
