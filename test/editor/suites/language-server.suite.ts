import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as vscode from "vscode";
import { eventually } from "../support/eventually.ts";
import { closeEverything, pathOf, showNotebook, showText, write } from "../support/workspace.ts";

const RUNBOOK = `# Failing over

## Look

\`\`\`sql {name=look on=source}
-- @capture file = File
SHOW BINARY LOG STATUS;
\`\`\`

## Use

\`\`\`sql {name=use on=replica}
SELECT \${file} AS known, \${nowhere} AS unknown;
\`\`\`
`;

const OPTION_FILE = "[mysqld]\nserver_id = 1\nno_such_setting = 1\n\n[client]\nport = 3306\n";

const findings = (uri: vscode.Uri, about: string) =>
  eventually(`a finding about ${about}`, () => {
    const found = vscode.languages.getDiagnostics(uri).filter(({ message }) => message.includes(about));
    return found.length > 0 ? found : undefined;
  });

const textAt = (document: vscode.TextDocument, { range }: vscode.Diagnostic) => document.getText(range);

type Symbols = readonly vscode.DocumentSymbol[];
const symbolsOf = (uri: vscode.Uri) =>
  eventually(`symbols of ${uri.path}`, async () => {
    const found = await vscode.commands.executeCommand<Symbols | undefined>(
      "vscode.executeDocumentSymbolProvider",
      uri,
    );
    return found && found.length > 0 ? found : undefined;
  });
const allNames = (symbols: Symbols): string[] => symbols.flatMap(({ name, children }) => [name, ...allNames(children)]);

suite("the language server", () => {
  teardown(closeEverything);

  test("reports an undefined variable where it stands in a runbook", async () => {
    const uri = write("text.runbook.md", RUNBOOK);
    const document = await showText(uri);
    const found = await findings(uri, "nowhere");
    assert.equal(found.length, 1);
    assert.match(textAt(document, found[0]!), /nowhere/);
  });

  test("does not report a variable that an earlier step captures", async () => {
    const uri = write("known.runbook.md", RUNBOOK.replace("nowhere", "nowhere_else"));
    await showText(uri);
    await findings(uri, "nowhere_else");
    assert.deepEqual(
      vscode.languages.getDiagnostics(uri).filter(({ message }) => /\bfile\b/.test(message)),
      [],
    );
  });

  test("takes a finding back when it is fixed", async () => {
    const uri = write("fixed.runbook.md", RUNBOOK);
    const document = await showText(uri);
    await findings(uri, "nowhere");
    const start = document.positionAt(document.getText().indexOf("nowhere"));
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, new vscode.Range(start, start.translate(0, "nowhere".length)), "file");
    await vscode.workspace.applyEdit(edit);
    await eventually("no finding", () => vscode.languages.getDiagnostics(uri).length === 0 || undefined);
    await document.save();
  });

  test("reports an unknown setting in my.cnf", async () => {
    const uri = write("my.cnf", OPTION_FILE);
    const document = await showText(uri);
    const found = await findings(uri, "no_such_setting");
    assert.equal(found.length, 1);
    assert.match(textAt(document, found[0]!), /no_such_setting/);
  });

  test("says nothing about settings that the server knows", async () => {
    const uri = write("my-known.cnf", OPTION_FILE);
    await showText(uri);
    await findings(uri, "no_such_setting");
    assert.equal(vscode.languages.getDiagnostics(uri).length, 1);
  });

  test("lists the steps of a runbook under their headings", async () => {
    const uri = write("symbols.runbook.md", RUNBOOK);
    await showText(uri);
    // Markdown's own support lists the headings too, and answers first.
    const names = await eventually("the steps among the symbols", async () => {
      const all = allNames(await symbolsOf(uri));
      return all.includes("look") && all.includes("use") ? all : undefined;
    });
    assert.ok(names.some((name) => name.includes("Failing over")));
  });

  test("lists the groups and settings of an option file", async () => {
    const uri = write("my-symbols.cnf", OPTION_FILE);
    await showText(uri);
    const names = allNames(await symbolsOf(uri));
    for (const expected of ["mysqld", "client", "server_id"])
      assert.ok(
        names.some((name) => name.includes(expected)),
        `${expected} is not among ${names.join(", ")}`,
      );
  });

  test("reports an undefined variable in the cell of a notebook", async () => {
    const notebook = await showNotebook(write("notebook.runbook.md", RUNBOOK));
    const cell = notebook.getCells().find(({ document }) => document.getText().includes("nowhere"));
    assert.ok(cell);
    const found = await findings(cell.document.uri, "nowhere");
    assert.match(textAt(cell.document, found[0]!), /nowhere/);
  });

  test("finds in the cells of a shipped runbook what it finds in its text", async () => {
    const shipped = readFileSync(pathOf("planned-switchover.runbook.md"), "utf8");
    // Once the last step has its finding, the others had their turn too.
    const marker = "\n```sql {name=marker on=source}\nSELECT ${nowhere};\n```\n";
    const uri = write("shipped.runbook.md", shipped + marker);
    await showText(uri);
    await findings(uri, "nowhere");
    // What the trail has to say comes when it was read.
    await findings(uri, "never drilled");
    const inText = vscode.languages.getDiagnostics(uri).map(({ message }) => message);
    await closeEverything();

    const cells = (await showNotebook(uri)).getCells().map(({ document }) => document);
    await findings(cells.at(-1)!.uri, "nowhere");
    await findings(cells[0]!.uri, "never drilled");
    const inCells = cells.flatMap((cell) => vscode.languages.getDiagnostics(cell.uri)).map(({ message }) => message);
    assert.deepEqual(inCells.toSorted(), inText.toSorted());
  });
});
