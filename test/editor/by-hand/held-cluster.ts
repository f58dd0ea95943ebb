import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { WebEditor } from "../../../tools/editor/install.ts";
import { openWorkbench } from "../../../tools/editor/workbench.ts";
import { root } from "../../../tools/root.ts";
import { startCli } from "../../cli/spawn-cli.ts";
import { type EditorContext, makeWorkspace } from "../context.ts";
import { answerNotification, clickRun, expectOutput, outcomeOf, type } from "../person.ts";
import { eventually } from "../support/eventually.ts";
import { entriesOfLastRun, said } from "./the-trail.ts";

/** A terminal is at the cluster. The editor says who, and takes it over only for whoever types the cluster's name. */
export async function heldCluster(editor: WebEditor, context: EditorContext): Promise<void> {
  const folder = makeWorkspace(context, "by-hand");
  const [held, wanted] = [join(folder, "slow.runbook.md"), join(folder, "questions.runbook.md")];
  const terminal = startCli(["run", held, "--inventory", context.inventory], { timeoutMs: 300_000 });
  const workbench = await openWorkbench(editor, { folder, extension: { developmentPath: root } });
  const { page } = workbench;
  try {
    await eventually("the step of the terminal to begin", () => terminal.stdout().includes("▶ 1/2 slow"), 60);
    await workbench.openFile("questions.runbook.md");
    assert.equal(await outcomeOf(await clickRun(page, "6 * 7")), "error");
    await expectOutput(
      page,
      new RegExp(`Another run is on the cluster sandbox: .+@.+ runs ${held} since .+process ${terminal.child.pid}`),
    );
    assert.deepEqual((await entriesOfLastRun(wanted)).map(said).slice(-3), [
      "lock.refused",
      "run.halted",
      "log.closed",
    ]);

    await answerNotification(page, /Another run is on the cluster/, "Break Lock and Run…");
    await type(page, /Type the cluster's name to break its lock/, "sandbx");
    await expectOutput(page, /Its lock was not broken/);

    await answerNotification(page, /Its lock was not broken/, "Break Lock and Run…");
    await type(page, /Type the cluster's name to break its lock/, "sandbox");
    await expectOutput(page, /answer\s+42/);
    const entries = await entriesOfLastRun(wanted);
    const broken = entries.filter((entry) => entry["type"] === "lock.broken");
    assert.deepEqual(broken.map((entry) => entry["on"]).sort(), ["db1", "db2", "db3", "local"]);
    assert.equal(
      (broken.find((entry) => entry["on"] === "local")?.["holder"] as { pid?: number } | undefined)?.pid,
      terminal.child.pid,
    );
    assert.equal(said(entries.at(-1)), "step.finished answer success");

    writeFileSync(join(folder, "go"), "");
    const { code, stdout } = await terminal.result;
    assert.notEqual(code, 0);
    assert.match(stdout, /The lock on the cluster sandbox was broken/);
    assert.doesNotMatch(stdout, /second succeeded/);
  } catch (error) {
    await workbench.screenshot(join(context.screenshots, "held-cluster.png"));
    throw error;
  } finally {
    terminal.child.kill("SIGKILL");
    await workbench.close();
  }
}
