import * as vscode from "vscode";
import { stepHistory } from "../../core/language/runbook/step-history.ts";
import type { RunbookHistory } from "../../core/run/history.ts";
import { planRunbook } from "../../core/run/plan.ts";
import type { Plan } from "../../core/run/plan-types.ts";
import { attributesText } from "../../core/runbook/edit-attributes.ts";
import type { Runbook } from "../../core/runbook/types.ts";
import { visible } from "../../core/text/visible.ts";
import { commands, notebookTypes } from "../contributions.ts";
import type { TrailHistory } from "../language/trail-history.ts";
import { infoOf } from "./cell-fence.ts";
import { findInventory } from "./cluster.ts";
import { chooseCluster } from "./cluster-choice.ts";
import { documentOf } from "./notebook-text.ts";
import { plain, stepFacts } from "./step-facts.ts";

/** Shows below each cell what running it would do. */
export function registerStepStatus(history: TrailHistory): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.NotebookCellStatusBarItemProvider = {
    onDidChangeCellStatusBarItems: changed.event,
    async provideCellStatusBarItems(cell) {
      if (cell.kind !== vscode.NotebookCellKind.Code) return [];
      const { runbook, meaning } = documentOf(cell.notebook).read(cell);
      if (meaning.kind !== "step") return [];
      const { step } = meaning;
      const { plan, past } = await knownOf(cell.notebook, runbook, history);
      const planned = plan.steps.find((candidate) => candidate.step.index === step.index);
      const facts = (planned ? stepFacts(planned, stepHistory(past, step.name)) : []).map(({ text, tooltip }) => {
        const item = new vscode.NotebookCellStatusBarItem(text, vscode.NotebookCellStatusBarAlignment.Left);
        item.tooltip = tooltip;
        return item;
      });
      return [...facts, attributesItem(cell)];
    },
  };
  const types = Object.values(notebookTypes);
  return vscode.Disposable.from(
    changed,
    history.onDidChange(() => {
      generation++;
      changed.fire();
    }),
    ...types.map((type) => vscode.notebooks.registerNotebookCellStatusBarItemProvider(type, provider)),
  );
}

/** The attributes as they are written, which the notebook shows nowhere else; a click edits them. */
function attributesItem(cell: vscode.NotebookCell): vscode.NotebookCellStatusBarItem {
  const written = attributesText(infoOf(cell) ?? "");
  const text = `$(symbol-property) ${written.trim() === "" ? "attributes" : plain(shortened(written, 60))}`;
  const item = new vscode.NotebookCellStatusBarItem(text, vscode.NotebookCellStatusBarAlignment.Right);
  item.tooltip = `Attributes of the step${written === "" ? ": none" : `\n${visible(written)}`}\nClick to edit them`;
  item.command = { command: commands.editAttributes, title: "Edit Step Attributes", arguments: [cell] };
  return item;
}

function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

interface Known {
  readonly plan: Plan;
  readonly past: RunbookHistory | undefined;
}

/** The editor asks for all cells at once: one plan and one look at the trail serve them all while nothing has changed. */
const knowledge = new WeakMap<
  vscode.NotebookDocument,
  { readonly text: string; readonly generation: number; readonly at: number; readonly known: Promise<Known> }
>();
const FRESH_MS = 1000;
/** Counts what was run. */
let generation = 0;

function knownOf(notebook: vscode.NotebookDocument, runbook: Runbook, history: TrailHistory): Promise<Known> {
  const last = knowledge.get(notebook);
  if (last && last.text === runbook.text && last.generation === generation && Date.now() - last.at < FRESH_MS)
    return last.known;
  const known = Promise.all([planOf(notebook, runbook), history.of(notebook.uri, runbook)]).then(([plan, past]) => ({
    plan,
    past,
  }));
  knowledge.set(notebook, { text: runbook.text, generation, at: Date.now(), known });
  return known;
}

async function planOf(notebook: vscode.NotebookDocument, runbook: Runbook): Promise<Plan> {
  const found = await findInventory(notebook.uri).catch(() => undefined);
  const choice = chooseCluster(found, runbook.frontMatter.cluster?.value);
  const cluster = choice.status === "chosen" ? { cluster: choice.cluster } : {};
  return planRunbook({ runbook, inputs: new Map(), ...cluster });
}
