import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { WebEditor } from "../../tools/editor/install.ts";
import { openWorkbench } from "../../tools/editor/workbench.ts";
import { root } from "../../tools/root.ts";
import { type EditorContext, makeWorkspace } from "./context.ts";
import { runCell } from "./person.ts";

/** A cell is run and its attributes are changed by clicks; the text then tells how it went, its plan and its verdict. */
export async function attributesAndHistory(editor: WebEditor, context: EditorContext): Promise<void> {
  const folder = makeWorkspace(context, "history");
  const workbench = await openWorkbench(editor, { folder, extension: { developmentPath: root } });
  const { page } = workbench;
  const picture = (name: string) => workbench.screenshot(join(context.screenshots, `${name}.png`));
  const choose = (text: string) =>
    page.locator(".quick-input-widget:visible .monaco-list-row").filter({ hasText: text }).first().click();
  try {
    await workbench.openFile("check.runbook.md");
    await workbench.runCommand("View: Toggle Primary Side Bar Visibility");
    await runCell(page, "SLEEP(0.2)");
    await runCell(page, "@@read_only");
    await page.getByText("name=look on=source").first().click();
    await page.locator(".quick-input-widget:visible").getByText("Attributes of the step look").waitFor();
    await picture("attributes");
    await choose("timeout");
    await choose("5m");
    await page.getByText("name=look on=source timeout=5m").first().waitFor();
    await page
      .getByText(/~\d+ ms/)
      .first()
      .waitFor();
    await page.mouse.move(720, 890);
    await picture("attributes-changed");
    await workbench.runCommand("DR Runbooks: Finish Run");
    await page.getByText("Its log is closed").first().waitFor();
    await workbench.runCommand("Notifications: Clear All Notifications");
    await workbench.runCommand("File: Save");
    await workbench.runCommand("DR Runbooks: Open as Text");
    await page.locator(".codelens-decoration").getByText("Verify Last Run").waitFor();
    await page
      .getByText(/→\sdb1\s·\s~/)
      .first()
      .waitFor();
    await picture("history-in-text");
    await page.locator(".codelens-decoration").getByText("Plan", { exact: true }).nth(1).click();
    await page.getByText("Nothing was executed").first().waitFor();
    await picture("plan");
    await page.locator(".codelens-decoration").getByText("Verify Last Run").click();
    // Toasts are not shown to tests.
    await page
      .getByText(/VERIFIED: \d+ entries/)
      .first()
      .waitFor({ state: "attached" });
    await workbench.runCommand("Notifications: Show Notifications");
    await page
      .locator(".notifications-center")
      .getByText(/VERIFIED: \d+ entries, chain intact/)
      .waitFor();
    await picture("verified");
    const text = readFileSync(join(folder, "check.runbook.md"), "utf8");
    assert.match(text, /^```sql \{name=look on=source timeout=5m\}$/m);
  } catch (error) {
    await picture("history-failed");
    throw error;
  } finally {
    await workbench.close();
  }
}
