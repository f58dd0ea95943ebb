import { join } from "node:path";
import type { WebEditor } from "../../tools/editor/install.ts";
import { openWorkbench } from "../../tools/editor/workbench.ts";
import { root } from "../../tools/root.ts";
import { type EditorContext, makeWorkspace } from "./context.ts";
import { expectOutput, findCell, runCell } from "./person.ts";

/** Larger text would leave room for one cell only. */
const SETTINGS = {
  "workbench.activityBar.location": "hidden",
  "editor.fontSize": 12,
  "markdown.preview.fontSize": 12,
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
    await runCell(page, "@@server_uuid");
    await runCell(page, "-- @expect read_only == 0", { "Which instance is the source now?": "db1" });
    await runCell(page, "-- @expect read_only == 1");
    await expectOutput(page, /Trail: entry \d+ · step\.finished success/, 3);
    await findCell(page, "-- @expect read_only == 1");
    const picture = join(context.screenshots, "notebook.png");
    await workbench.screenshot(process.env.UPDATE_SCREENSHOT ? join(root, "docs", "notebook.png") : picture);
  } catch (error) {
    await workbench.screenshot(join(context.screenshots, "notebook-failed.png"));
    throw error;
  } finally {
    await workbench.close();
  }
}
