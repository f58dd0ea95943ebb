import assert from "node:assert/strict";
import { join } from "node:path";
import type { WebEditor } from "../../tools/editor/install.ts";
import { openWorkbench } from "../../tools/editor/workbench.ts";
import { runScript } from "../../tools/tool.ts";
import { type EditorContext, makeWorkspace } from "./context.ts";
import { expectOutput, runCell } from "./person.ts";

/** What is shipped is what is tested: the `.vsix`, installed as a user would, without the development folder. */
export async function packagedExtension(editor: WebEditor, context: EditorContext): Promise<void> {
  const vsix = join(context.folder, "dr-runbooks.vsix");
  const { status, output } = await runScript("tools/tasks/package.ts", ["--out", vsix]);
  assert.equal(status, 0, output);
  const workbench = await openWorkbench(editor, { folder: makeWorkspace(context, "packaged"), extension: { vsix } });
  try {
    await workbench.openFile("hello.runbook.md");
    await runCell(workbench.page, "greeting");
    await expectOutput(workbench.page, /greeting\s+hello/);
    await expectOutput(workbench.page, /Trail: entry \d+ · step\.finished success/);
    // Findings come from the language server inside the package.
    await workbench.openFile("my.cnf");
    await workbench.page.locator(".squiggly-error, .squiggly-warning").first().waitFor();
  } catch (error) {
    await workbench.screenshot(join(context.screenshots, "packaged.png"));
    throw error;
  } finally {
    await workbench.close();
  }
}
