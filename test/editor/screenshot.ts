import { join } from "node:path";
import type { WebEditor } from "../../tools/editor/install.ts";
import { openWorkbench } from "../../tools/editor/workbench.ts";
import { root } from "../../tools/root.ts";
import { type EditorContext, makeWorkspace } from "./context.ts";
import { expectOutput, runCell, scrollToTop } from "./person.ts";

/** Larger text would leave room for one cell only. */
const SETTINGS = {
  "workbench.activityBar.location": "hidden",
  "breadcrumbs.enabled": false,
  "window.density.editorTabHeight": "compact",
  "editor.fontSize": 12,
  "notebook.markup.fontSize": 12,
  "notebook.output.fontSize": 12,
};

/**
 * The shipped switchover runbook as a notebook: three of its cells run by clicks against the sandbox, and the trail's last
 * entry shows. With UPDATE_SCREENSHOT set the picture replaces the one of the README.
 */
export async function notebookPicture(editor: WebEditor, context: EditorContext): Promise<void> {
  const folder = makeWorkspace(context, "switchover");
  const extension = { developmentPath: root };
  const workbench = await openWorkbench(editor, { folder, extension, settings: SETTINGS });
  const { page } = workbench;
  try {
    await workbench.openFile("planned-switchover.runbook.md");
    await workbench.runCommand("View: Toggle Primary Side Bar Visibility");
    await runCell(page, "@capture candidate_gtids", { "Which replica becomes the source?": "db2" });
    await runCell(page, "GTID_SUBTRACT(${candidate_gtids}");
    await runCell(page, "SELECT trx_mysql_thread_id");
    await expectOutput(page, /Trail: entry \d+ · step\.finished success/, 3);
    await scrollToTop(page, "@capture candidate_gtids");
    await page.mouse.move(720, 890);
    await page
      .locator(".part.statusbar")
      .getByText(/#\d+ step\.finished success/)
      .waitFor();
    await page.locator(".workbench-hover-container").waitFor({ state: "hidden" });
    const picture = join(context.screenshots, "notebook.png");
    await workbench.screenshot(process.env.UPDATE_SCREENSHOT ? join(root, "docs", "notebook.png") : picture);
  } catch (error) {
    await workbench.screenshot(join(context.screenshots, "notebook-failed.png"));
    throw error;
  } finally {
    await workbench.close();
  }
}
