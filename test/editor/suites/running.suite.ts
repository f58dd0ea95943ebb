import assert from "node:assert/strict";
import * as vscode from "vscode";
import { cellWith, ended, runCell, shownBy } from "../support/cells.ts";
import { eventually } from "../support/eventually.ts";
import { bytesOf, closeEverything, showNotebook, uriOf } from "../support/workspace.ts";

suite("a cell runs against a live cluster", () => {
  teardown(closeEverything);

  const run = async (text: string, name = "steps.runbook.md") =>
    runCell(cellWith(await showNotebook(uriOf(name)), text));

  test("and shows its result, its time and success", async () => {
    const cell = await run("6 * 7");
    assert.equal(cell.executionSummary?.success, true);
    assert.match(shownBy(cell), /answer[\s\S]*42/);
    assert.ok(cell.executionSummary?.timing);
  });

  test("and names its entry in the trail", async () => {
    assert.match(shownBy(await run("6 * 7")), /Trail: entry \d+ · step\.finished success/);
  });

  test("on every node that it is for", async () => {
    const cell = await run("@@server_id");
    assert.equal(cell.executionSummary?.success, true);
    const nodes = shownBy(cell).match(/^\[.+?\]/gm) ?? [];
    assert.equal(new Set(nodes).size, 3);
  });

  test("and shows failure when the server refuses the statement", async () => {
    const cell = await run("no_such_schema");
    assert.equal(cell.executionSummary?.success, false);
    assert.match(shownBy(cell), /no_such_schema/);
    assert.match(shownBy(cell), /step\.finished failure/);
  });

  test("and shows failure when an expectation does not hold", async () => {
    const cell = await run("answer == 43");
    assert.equal(cell.executionSummary?.success, false);
    assert.match(shownBy(cell), /answer == 43/);
  });

  test("and does not show success when its time is over", async () => {
    const cell = await run("SLEEP(30)");
    assert.equal(cell.executionSummary?.success, false);
    assert.match(shownBy(cell), /step\.finished timeout/);
  });

  test("and is refused when a variable is undefined", async () => {
    const cell = await run("nowhere");
    assert.equal(cell.executionSummary?.success, false);
    assert.match(shownBy(cell), /nowhere/);
    assert.match(shownBy(cell), /step\.refused/);
  });

  test("and a shell step shows what it printed", async () => {
    const cell = await run("printf");
    assert.equal(cell.executionSummary?.success, true);
    assert.match(shownBy(cell), /from a shell/);
  });

  test("and an unknown cluster is an error, not success", async () => {
    const cell = await run("SELECT 1", "nowhere.runbook.md");
    assert.notEqual(cell.executionSummary?.success, true);
    assert.match(shownBy(cell), /atlantis/);
  });

  test("and running all stops at the first failure", async () => {
    const notebook = await showNotebook(uriOf("stops.runbook.md"));
    await vscode.commands.executeCommand("notebook.execute", notebook.uri);
    const [first, second, third] = ["AS one", "no_such_schema", "AS three"].map((text) => cellWith(notebook, text));
    assert.ok(first && second && third);
    await eventually("the second cell to end", () => ended(second) || undefined);
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(first.executionSummary?.success, true);
    assert.equal(second.executionSummary?.success, false);
    assert.notEqual(third.executionSummary?.success, true);
    assert.doesNotMatch(shownBy(third), /three/);
  });

  test("and running changes no byte of the file", async () => {
    const before = bytesOf("steps.runbook.md");
    const cell = await run("6 * 7");
    assert.equal(cell.notebook.isDirty, false);
    await cell.notebook.save();
    assert.ok(bytesOf("steps.runbook.md").equals(before));
  });
});
