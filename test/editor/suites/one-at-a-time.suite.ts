import assert from "node:assert/strict";
import * as vscode from "vscode";
import { entriesOfLastRun, said } from "../by-hand/the-trail.ts";
import { cellWith, runCell, shownBy } from "../support/cells.ts";
import { eventually } from "../support/eventually.ts";
import { closeEverything, pathOf, showNotebook, uriOf } from "../support/workspace.ts";

suite("one run at a time on a cluster", function () {
  this.timeout(60_000);
  teardown(closeEverything);

  const lastOf = async (name: string) => said((await entriesOfLastRun(pathOf(name))).at(-1));

  test("a second notebook is refused with who holds it, and runs once the first is closed", async () => {
    const first = await showNotebook(uriOf("first.runbook.md"));
    assert.equal((await runCell(cellWith(first, "'first'"))).executionSummary?.success, true);
    const second = await showNotebook(uriOf("second.runbook.md"));
    const refused = await runCell(cellWith(second, "'second'"));
    assert.equal(refused.executionSummary?.success, false);
    assert.match(
      shownBy(refused),
      /Another run is on the cluster sandbox: .*first\.runbook\.md.*\(editor, process \d+\)/,
    );

    await showNotebook(uriOf("first.runbook.md"));
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
    await showNotebook(uriOf("second.runbook.md"));
    assert.equal((await runCell(cellWith(second, "'second'"))).executionSummary?.success, true);
    assert.equal(await lastOf("first.runbook.md"), "log.closed");
  });

  test("a notebook whose tab is closed while a step runs stops it, and the trail says so", async () => {
    const first = await showNotebook(uriOf("first.runbook.md"));
    void runCell(cellWith(first, "SLEEP(50)")).catch(() => undefined);
    await eventually("the step to begin", async () => (await lastOf("first.runbook.md")) === "step.intended long", 30);
    await closeEverything();
    await eventually("the run to end", async () => (await lastOf("first.runbook.md")) === "log.closed", 30);
    const ended = (await entriesOfLastRun(pathOf("first.runbook.md"))).slice(-3).map(said);
    assert.deepEqual(ended, ["step.finished long cancelled", "run.finished cancelled", "log.closed"]);
  });
});
