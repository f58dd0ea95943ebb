import assert from "node:assert/strict";
import { statSync } from "node:fs";
import * as vscode from "vscode";
import { eventually } from "../support/eventually.ts";
import { bytesOf, closeEverything, pathOf, showNotebook, uriOf, write } from "../support/workspace.ts";

const PLAIN =
  "# Title\n\nText with *marks*.\n\n```sql {name=a}\nSELECT 1;\n```\n\nMore.\n\n```sh\necho '### not a heading'\n```\n";
const BOM = "\uFEFF";

const documents: Record<string, string | Uint8Array> = {
  "LF line ends": PLAIN,
  "CRLF line ends": PLAIN.replaceAll("\n", "\r\n"),
  "mixed line ends": PLAIN.replace("Title\n", "Title\r\n").replace("1;\n", "1;\r\n"),
  "a byte order mark": BOM + PLAIN,
  "a byte order mark and CRLF": BOM + PLAIN.replaceAll("\n", "\r\n"),
  "no newline at the end": PLAIN.trimEnd(),
  "many blank lines": `\n\n\n${PLAIN.replaceAll("\n\n", "\n\n\n\n")}\n\n\n`,
  "front matter": `---\nrunbook:   Title\ninputs: { a: { type: string } }   \n---\n${PLAIN}`,
  "fences of tildes and of four marks": "~~~sql\nSELECT 1;\n~~~\n\n````sql\n```\n````\n",
  "fences in lists and quotes":
    "1. First\n\n   ```sql\n   SELECT 1;\n   ```\n\n> ```sh\n> uname\n> ```\n\n-\t```sql\n\tSELECT 2;\n\t```\n",
  "a fence that is never closed": "Text\n\n```sql\nSELECT 1;\n\nand on\n",
  "an empty fence": "```sql\n```\n\n```sql {name=b}\n\n```\n",
  "attributes in every spelling":
    '```sql {name=a  on=source}\nSELECT 1;\n```\n\n```sql {"name":"b"}\nSELECT 1;\n```\n\n```{sql}\nSELECT 1;\n```\n',
  "trailing blanks, tabs and no-break spaces": "# A  \n\ntext\u00a0here  \n\n```sql  \nSELECT\t1;  \n```   \n",
  "a Setext heading, HTML and a comment":
    "Title\n=====\n\n<details>\n\n```sql\nSELECT 1;\n```\n\n</details>\n\n<!-- ```sql -->\n",
  "indented code": "Text\n\n    SELECT 1;\n\n\tSELECT 2;\n",
  "nothing but text": "Only text.\n",
  "nothing at all": "",
};

/** Saves as Ctrl+S does: also when nothing was changed. */
async function save(name: string): Promise<void> {
  const before = statSync(pathOf(name)).mtimeMs;
  await vscode.commands.executeCommand("workbench.action.files.save");
  await eventually(`${name} to be written`, () => statSync(pathOf(name)).mtimeMs !== before || undefined);
}

async function replaceCell(notebook: vscode.NotebookDocument, index: number, text: string): Promise<void> {
  const { document } = notebook.cellAt(index);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  assert.equal(await vscode.workspace.applyEdit(edit), true);
}

const indexOf = (notebook: vscode.NotebookDocument, text: string): number => {
  const index = notebook.getCells().findIndex((cell) => cell.document.getText().includes(text));
  assert.notEqual(index, -1, `no cell holds ${text}`);
  return index;
};

suite("a notebook keeps the bytes of its file", () => {
  teardown(closeEverything);

  for (const [about, content] of Object.entries(documents)) {
    test(`when it is saved unedited: ${about}`, async () => {
      const name = `${about.replaceAll(/[^a-zA-Z]+/g, "-")}.runbook.md`;
      const bytes = Buffer.from(content);
      await showNotebook(write(name, bytes));
      await save(name);
      assert.equal(bytesOf(name).toString("utf8"), bytes.toString("utf8"));
      assert.ok(bytesOf(name).equals(bytes));
    });
  }

  for (const name of ["planned-switchover.runbook.md", "replication-setup.runbook.md"]) {
    test(`when it is saved unedited: the shipped ${name}`, async () => {
      const bytes = bytesOf(name);
      await showNotebook(uriOf(name));
      await save(name);
      assert.ok(bytesOf(name).equals(bytes));
    });
  }

  test("outside the block that was edited", async () => {
    const text = BOM + PLAIN.replaceAll("\n", "\r\n");
    const name = "edited.runbook.md";
    const notebook = await showNotebook(write(name, text));
    await replaceCell(notebook, indexOf(notebook, "SELECT 1;"), "SELECT 2;");
    await save(name);
    assert.equal(bytesOf(name).toString("utf8"), text.replace("SELECT 1;", "SELECT 2;"));
  });

  test("when an edit was undone", async () => {
    const name = "undone.runbook.md";
    const notebook = await showNotebook(write(name, documents["fences in lists and quotes"] ?? ""));
    const bytes = bytesOf(name);
    const index = indexOf(notebook, "uname");
    const before = notebook.cellAt(index).document.getText();
    await replaceCell(notebook, index, "hostname");
    await replaceCell(notebook, index, before);
    await save(name);
    assert.equal(bytesOf(name).toString("utf8"), bytes.toString("utf8"));
  });
});
