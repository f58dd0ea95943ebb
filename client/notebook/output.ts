import * as vscode from "vscode";
import { errorHtml } from "./render/html.ts";
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
      // The editor's own kind of error keeps a message on one line, and the end of it out of sight.
      return new vscode.NotebookCellOutput([
        vscode.NotebookCellOutputItem.text(errorHtml(output.name, output.message), "text/html"),
        vscode.NotebookCellOutputItem.text(`${output.name}: ${output.message}`, "text/plain"),
      ]);
  }
}
