import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { WebEditor } from "../../tools/editor/install.ts";
import { openWorkbench } from "../../tools/editor/workbench.ts";
import { root } from "../../tools/root.ts";
import { type EditorContext, makeWorkspace } from "./context.ts";

const FRONT = "---\ncluster: sandbox\n---\n\n";
const TEXT = `${FRONT}> \`\`\`sql {name=look on=db2}\n> SELECT 1;\n> \`\`\`\n\n\`\`\`failover {name=move}\naction: switchover\nto: db2\n\`\`\`\n`;
const OTHER = `${FRONT}\`\`\`sql {name=there on=db2}\nSELECT 1;\n\`\`\`\n`;

/** F2 on a node in a cell: the name stands on the line of a fence too, in another runbook and in the inventory. */
export async function renameFromCell(editor: WebEditor, context: EditorContext): Promise<void> {
  const folder = makeWorkspace(context, "rename");
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  writeFileSync(join(folder, "cells.runbook.md"), TEXT);
  writeFileSync(join(folder, "other.runbook.md"), OTHER);
  const inventory = read("clusters.yaml");
  const workbench = await openWorkbench(editor, { folder, extension: { developmentPath: root } });
  const { page } = workbench;
  try {
    await workbench.openFile("cells.runbook.md");
    await page.locator(".code-cell-row .view-line").getByText("db2").first().dblclick();
    const box = page.locator(".rename-box input");
    // The server may still be starting.
    for (let tries = 0; tries < 20 && !(await box.isVisible()); tries++) {
      await page.keyboard.press("F2");
      await page.waitForTimeout(500);
    }
    await box.fill("renamed");
    await page.keyboard.press("Enter");
    await page.getByText("name=look on=renamed").first().waitFor();
    await workbench.runCommand("File: Save All");
    for (let tries = 0; tries < 50 && !read("cells.runbook.md").includes("renamed"); tries++)
      await page.waitForTimeout(100);
    assert.equal(read("cells.runbook.md"), TEXT.replaceAll("db2", "renamed"));
    assert.equal(read("other.runbook.md"), OTHER.replace("db2", "renamed"));
    assert.equal(read("clusters.yaml"), inventory.replace(/\bdb2:/, "renamed:"));
  } catch (error) {
    await workbench.screenshot(join(context.screenshots, "rename-failed.png"));
    throw error;
  } finally {
    await workbench.close();
  }
}
