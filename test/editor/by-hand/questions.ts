import assert from "node:assert/strict";
import { join } from "node:path";
import { connectAdmin } from "../../../core/node/sandbox/admin-connection.ts";
import type { WebEditor } from "../../../tools/editor/install.ts";
import { openWorkbench } from "../../../tools/editor/workbench.ts";
import { root } from "../../../tools/root.ts";
import { type EditorContext, makeWorkspace } from "../context.ts";
import {
  answerDialog,
  answerNotification,
  clickRun,
  expectOutput,
  findCell,
  markOf,
  outcomeOf,
  runCell,
} from "../person.ts";
import { eventually } from "../support/eventually.ts";
import { entriesOfLastRun, said } from "./the-trail.ts";

export async function questions(editor: WebEditor, context: EditorContext): Promise<void> {
  const folder = makeWorkspace(context, "by-hand");
  const path = join(folder, "questions.runbook.md");
  const [source] = context.sandbox.nodes;
  assert.ok(source);
  const database = await connectAdmin(source, context.sandbox.admin);
  const exists = async () => (await database.query("SHOW DATABASES LIKE 'asked'")).length === 1;
  const last = async () => said((await entriesOfLastRun(path)).at(-1));
  const workbench = await openWorkbench(editor, { folder, extension: { developmentPath: root } });
  const { page } = workbench;
  try {
    await workbench.openFile("questions.runbook.md");

    // What destroys is asked about, and a no is a no.
    await runCell(page, "CREATE DATABASE");
    const drop = await clickRun(page, "DROP DATABASE");
    await answerDialog(page, /Run drop on db1\? It destroys[\s\S]*DROP DATABASE asked/, "Cancel");
    assert.equal(await outcomeOf(drop), "error");
    assert.equal(await last(), "step.refused drop");
    assert.equal(await exists(), true);
    await clickRun(page, "DROP DATABASE");
    await answerDialog(page, /It destroys/, "Run");
    await eventually("the database to be gone", async () => !(await exists()), 60);
    assert.equal(await outcomeOf(drop), "success");
    const mine = await clickRun(page, "yes, it is");
    await answerDialog(page, /Is the application stopped\?/, "Run");
    assert.equal(await outcomeOf(mine), "success");

    // A cell that runs shows how long, and is stopped by its own button.
    const long = await clickRun(page, "SLEEP(40)");
    await expectOutput(page, /… [2-9]s of 50s, run \d+s of RTO 1h/);
    await clickRun(page, "SLEEP(40)");
    assert.equal(await outcomeOf(long), "error");
    assert.equal(await last(), "step.finished long cancelled");

    const short = await clickRun(page, "SLEEP(30)");
    assert.equal(await outcomeOf(short), "error");
    assert.equal(await last(), "step.finished short timeout");
    await expectOutput(page, /timed-out: Step "short" timed out/);

    // A tick is about the text that was run.
    await runCell(page, "6 * 7");
    const answer = await findCell(page, "6 * 7");
    await answer.locator(".view-line").first().click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type(" -- edited");
    await eventually("the tick to go", async () => (await markOf(answer)) === "none", 60);
    await expectOutput(page, /Edited since: what follows came from the text before/);

    // A window that is reloaded ends its run, and says so in the trail.
    await clickRun(page, "SLEEP(40)");
    await eventually("the step to begin", async () => (await last()) === "step.intended long", 60);
    await workbench.reload();
    await eventually("the run to end", async () => (await last()) === "log.closed", 60);
    const ended = (await entriesOfLastRun(path)).slice(-3).map(said);
    assert.deepEqual(ended, ["step.finished long cancelled", "run.finished cancelled", "log.closed"]);
    await answerNotification(page, /The last run of this runbook, .+, was cancelled/, "Resume");
    assert.equal(await outcomeOf(await findCell(page, "CREATE DATABASE")), "success");
    assert.equal(await markOf(await findCell(page, "SLEEP(30)")), "none");
  } catch (error) {
    await workbench.screenshot(join(context.screenshots, "questions.png"));
    throw error;
  } finally {
    await database.close();
    await workbench.close();
  }
}
