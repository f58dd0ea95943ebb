import * as vscode from "vscode";
import type { CellOutput } from "./render/step-output.ts";

/** The one place where what a cell shows becomes the editor's type. */
export function toNotebookOutput(output: CellOutput): vscode.NotebookCellOutput {
  switch (output.kind) {
    case "rich":
      return new vscode.NotebookCellOutput([
        vscode.NotebookCellOutputItem.text(output.html, "text/html"),
        vscode.NotebookCellOutputItem.text(output.plain, "text/plain"),
      ]);
    case "stream":
      return new vscode.NotebookCellOutput([
        output.stream === "stderr"
          ? vscode.NotebookCellOutputItem.stderr(output.text)
          : vscode.NotebookCellOutputItem.text(output.text, "text/plain"),
      ]);
    case "error":
      return new vscode.NotebookCellOutput([
        // The editor shows the stack, and its colours: bold red for how it ended. The message has no control character.
        vscode.NotebookCellOutputItem.error({
          name: output.name,
          message: output.message,
          stack: `\u001b[1;31m${output.name}\u001b[0m: ${output.message}`,
        }),
      ]);
  }
}
