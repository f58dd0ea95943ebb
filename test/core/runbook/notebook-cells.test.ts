import assert from "node:assert/strict";
import { test } from "node:test";
import { fromCells, toCells } from "../../../core/runbook/cells.ts";
import { toEditorLanguage, toFenceWord } from "../../../core/runbook/editor-languages.ts";
import { cellSpans, fromNotebookCell, toNotebookCell } from "../../../core/runbook/notebook-cells.ts";
import { stepLanguages } from "../../../core/runbook/step-kinds.ts";

/** As the editor hands it back: metadata written as JSON, line endings of its own. */
const throughEditor = (text: string, lineEnding: string): string =>
  fromCells(
    toCells(text).map((cell) => {
      const { metadata, ...shown } = toNotebookCell(cell);
      return fromNotebookCell({
        ...shown,
        text: shown.text.replaceAll("\n", lineEnding),
        metadata: JSON.parse(JSON.stringify(metadata)),
      });
    }),
  );

const TEXT =
  "\ufeff# A\r\n\r\n```MariaDB {name=a}\r\nSELECT 1;\r\n\r\nSELECT 2;\r\n```\r\n\n> ```sh\n> uname\n> ```\n\ttext  ";

test("an unedited document keeps every byte whatever line endings the editor prefers", () => {
  assert.equal(throughEditor(TEXT, "\n"), TEXT);
  assert.equal(throughEditor(TEXT, "\r\n"), TEXT);
});

test("every word of a step has an editor language and stays as it was written", () => {
  for (const word of stepLanguages) {
    assert.equal(toFenceWord(toEditorLanguage(word), word), word);
    assert.notEqual(toEditorLanguage(word), "plaintext");
  }
});

test("a new cell gets a word that makes it the same kind of step", () => {
  assert.deepEqual(
    ["sql", "shellscript", "mysql-option-file", "dr-failover", "dr-manual"].map((language) => toFenceWord(language)),
    ["sql", "bash", "ini", "failover", "manual"],
  );
});

test("a cell whose language was changed gets the new word", () =>
  assert.equal(toFenceWord("shellscript", "sql"), "bash"));

test("metadata that is not ours is ignored", () => {
  for (const drRunbook of [undefined, null, 1, {}, { raw: 1 }]) {
    const cell = fromNotebookCell({ kind: "markup", languageId: "markdown", text: "x", metadata: { drRunbook } });
    assert.deepEqual(cell, { kind: "markup", value: "x" });
  }
});

test("the spans of the cells follow each other and cover the text", () => {
  const cells = toCells(TEXT);
  const spans = cellSpans(cells);
  assert.equal(spans[0]?.start, 0);
  assert.equal(spans.at(-1)?.end, TEXT.length);
  for (const [index, span] of spans.entries()) assert.equal(span.start, spans[index - 1]?.end ?? 0);
});
