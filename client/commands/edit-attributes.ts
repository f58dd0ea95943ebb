import * as vscode from "vscode";
import { rename } from "../../core/language/rename.ts";
import {
  type AttributeChoice,
  attributeChoices,
  newProblems,
  offeredValues,
} from "../../core/language/runbook/step-attributes.ts";
import type { RunbookSurroundings } from "../../core/language/runbook/surroundings.ts";
import {
  attributesText,
  editAttributes,
  type InfoEdit,
  replaceAttributes,
} from "../../core/runbook/edit-attributes.ts";
import type { Runbook, Step } from "../../core/runbook/types.ts";
import { commands } from "../contributions.ts";
import { CellFenceLine } from "../notebook/cell-fence.ts";
import { findInventory } from "../notebook/cluster.ts";
import { chooseCluster } from "../notebook/cluster-choice.ts";
import { editDocument } from "../notebook/edit-notebook.ts";
import { documentOf } from "../notebook/notebook-text.ts";

/** A cell whose attributes are edited. What it reads is as it is now: an answer may take its time. */
interface Subject {
  readonly cell: vscode.NotebookCell;
  readonly runbook: Runbook;
  readonly step: Step;
  readonly line: CellFenceLine;
}

function subjectOf(cell: vscode.NotebookCell): Subject | undefined {
  const { runbook, meaning } = documentOf(cell.notebook).read(cell);
  const line = CellFenceLine.of(cell);
  return meaning.kind === "step" && line ? { cell, runbook, step: meaning.step, line } : undefined;
}

/** The cell that a command was given, else the one that is selected. */
function cellOf(argument: unknown): vscode.NotebookCell | undefined {
  if (typeof argument === "object" && argument !== null && "notebook" in argument && "document" in argument)
    return argument as vscode.NotebookCell;
  const editor = vscode.window.activeNotebookEditor;
  const at = editor?.selections[0]?.start;
  return at === undefined ? undefined : editor?.notebook.cellAt(at);
}

const withAttribute = (line: CellFenceLine, key: string, value: string | undefined): InfoEdit =>
  editAttributes(line.fence.source.raw, line.fence.span, line.fence.marks, [[key, value]]);

/** Why an edit can't be made or what would be wrong after it. */
function objection({ runbook, step, line }: Subject, outcome: InfoEdit): string | undefined {
  if (outcome.status === "refused") return outcome.because;
  return newProblems(runbook, step, line.textWith(outcome))[0];
}

/** Changes the fence of a cell as it is at this moment; an edit that can't be made is said, and nothing is changed. */
async function apply(cell: vscode.NotebookCell, change: (line: CellFenceLine) => InfoEdit): Promise<void> {
  const subject = subjectOf(cell);
  const outcome = subject && change(subject.line);
  const because = !subject
    ? "The cell is no step any more."
    : outcome?.status === "refused"
      ? outcome.because
      : undefined;
  if (subject && outcome?.status === "edited" && (await subject.line.apply(outcome))) return;
  void vscode.window.showErrorMessage(`The attributes were not changed. ${because ?? "The notebook can't be edited."}`);
}

/** A step takes its name along to where others refer to it. */
function renaming({ runbook, step, cell }: Subject, name: string) {
  const path = cell.notebook.uri.path;
  return rename({ kind: "step", name: step.name, span: step.block.infoSpan }, name, path, {
    runbooks: [{ path, runbook }],
  });
}

async function applyName(cell: vscode.NotebookCell, value: string): Promise<void> {
  const subject = subjectOf(cell);
  const renamed = subject?.step.attributes.name ? renaming(subject, value) : undefined;
  if (!subject || renamed?.status !== "renamed") return apply(cell, (line) => withAttribute(line, "name", value));
  const { text } = subject.runbook;
  const edits = renamed.places.map(({ span: { start, end } }) => ({
    start,
    end,
    old: text.slice(start, end),
    newText: value,
  }));
  if (!(await editDocument(cell.notebook, text.length, edits)))
    void vscode.window.showErrorMessage("The step was not renamed. The notebook can't be edited.");
}

interface AttributeItem extends vscode.QuickPickItem {
  readonly choice?: AttributeChoice;
}

const plain = (text: string) => text.replaceAll("`", "");

async function pickAttribute({ runbook, step }: Subject): Promise<AttributeItem | undefined> {
  const choices = attributeChoices(runbook, step);
  const items = choices.map(
    (choice): AttributeItem => ({
      label: choice.written === undefined ? choice.key : `$(check) ${choice.key}`,
      description: choice.written ?? `default: ${plain(choice.default)}`,
      detail: plain(choice.meaning),
      choice,
    }),
  );
  const asText: AttributeItem = { label: "$(edit) Edit all of them as text…" };
  const separator: AttributeItem = { label: "", kind: vscode.QuickPickItemKind.Separator };
  return vscode.window.showQuickPick([...items, separator, asText], {
    title: `Attributes of the step ${step.name}`,
    placeHolder: "Which one? A check marks those that are written.",
    matchOnDescription: true,
  });
}

interface ValueItem extends vscode.QuickPickItem {
  readonly value?: string;
  readonly act?: "type" | "remove";
}

async function editOne(subject: Subject, choice: AttributeChoice): Promise<void> {
  const { cell, runbook, step } = subject;
  const { key, written } = choice;
  const offered = offeredValues(runbook, step, key, await surroundings(cell, runbook));
  const values = offered.map(({ value, detail }): ValueItem => {
    const isSet = key === "needs" ? needsOf(step).includes(value) : value === written;
    return { label: value, value, picked: isSet, ...describe(isSet && key !== "needs", detail) };
  });
  if (key === "needs" && values.length > 0) return editNeeds(cell, step, values);
  const remove: readonly ValueItem[] =
    written === undefined ? [] : [{ label: `$(trash) Remove ${key}`, description: written, act: "remove" }];
  const items: ValueItem[] = [...values, { label: "$(edit) Another value…", act: "type" }, ...remove];
  const picked =
    items.length === 1
      ? items[0]
      : await vscode.window.showQuickPick(items, {
          title: `${key} of the step ${step.name}`,
          placeHolder: plain(choice.meaning),
        });
  if (!picked) return;
  const value = picked.act === "type" ? await typeValue(subject, choice) : picked.value;
  if (picked.act === "type" && value === undefined) return;
  if (key === "name" && value !== undefined) return applyName(cell, value);
  await apply(cell, (line) => withAttribute(line, key, picked.act === "remove" ? undefined : value));
}

function describe(isSet: boolean, detail: string | undefined): Pick<ValueItem, "description"> {
  const description = [isSet ? "as it is" : "", detail ?? ""].filter(Boolean).join(" · ");
  return description === "" ? {} : { description };
}

function needsOf({ attributes }: Step): readonly string[] {
  return attributes.needs?.map(({ value }) => value) ?? [];
}

async function editNeeds(cell: vscode.NotebookCell, step: Step, items: readonly ValueItem[]): Promise<void> {
  const picked = await vscode.window.showQuickPick([...items], {
    title: `needs of the step ${step.name}`,
    placeHolder: "Steps that must have succeeded in the run before",
    canPickMany: true,
  });
  if (!picked) return;
  const value = picked.map(({ label }) => label).join(",");
  await apply(cell, (line) => withAttribute(line, "needs", value === "" ? undefined : value));
}

function typeValue(subject: Subject, { key, meaning, written }: AttributeChoice): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: `${key} of the step ${subject.step.name}`,
    prompt: plain(meaning),
    value: written ?? "",
    validateInput: (value) => {
      const because = objection(subject, withAttribute(subject.line, key, value));
      if (because !== undefined || key !== "name" || written === undefined) return because;
      const renamed = renaming(subject, value);
      return renamed.status === "refused" ? renamed.because : undefined;
    },
  });
}

async function editText(subject: Subject): Promise<void> {
  const inner = (line: CellFenceLine, text: string): InfoEdit =>
    replaceAttributes(line.fence.source.raw, line.fence.span, line.fence.marks, text);
  const text = await vscode.window.showInputBox({
    title: `Attributes of the step ${subject.step.name}`,
    prompt: "name=… on=… timeout=…, as they stand between the braces of the fence",
    value: attributesText(subject.line.info),
    valueSelection: [-1, -1],
    validateInput: (value) => objection(subject, inner(subject.line, value)),
  });
  if (text !== undefined) await apply(subject.cell, (line) => inner(line, text));
}

async function surroundings(cell: vscode.NotebookCell, runbook: Runbook): Promise<RunbookSurroundings> {
  const found = await findInventory(cell.notebook.uri).catch(() => undefined);
  const choice = chooseCluster(found, runbook.frontMatter.cluster?.value);
  return {
    context: choice.status === "chosen" ? { cluster: choice.cluster } : {},
    ...(found ? { inventory: found.inventory } : {}),
  };
}

/** With a key and a value (or none, to take it away) nothing is asked: for keys that somebody binds. */
async function edit(argument?: unknown, key?: unknown, value?: unknown): Promise<void> {
  const cell = cellOf(argument);
  const subject = cell && subjectOf(cell);
  if (!subject) {
    void vscode.window.showInformationMessage("Only steps have attributes. Select the cell of one.");
    return;
  }
  if (key === "name" && typeof value === "string") return applyName(subject.cell, value);
  if (typeof key === "string") {
    await apply(subject.cell, (line) => withAttribute(line, key, typeof value === "string" ? value : undefined));
    return;
  }
  const picked = await pickAttribute(subject);
  if (picked?.choice) await editOne(subject, picked.choice);
  else if (picked) await editText(subject);
}

export function registerEditAttributes(): vscode.Disposable {
  return vscode.commands.registerCommand(commands.editAttributes, edit);
}
