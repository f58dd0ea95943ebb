import * as vscode from "vscode";
import { stepHistory } from "../../core/language/runbook/step-history.ts";
import type { RunbookHistory } from "../../core/run/history.ts";
import { planRunbook } from "../../core/run/plan.ts";
import type { Plan } from "../../core/run/plan-types.ts";
import type { Runbook } from "../../core/runbook/types.ts";
import { notebookTypes } from "../contributions.ts";
import type { TrailHistory } from "../language/trail-history.ts";
import { findInventory } from "./cluster.ts";
import { chooseCluster } from "./cluster-choice.ts";
import { documentOf } from "./notebook-text.ts";
import { stepFacts } from "./step-facts.ts";

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
      return (planned ? stepFacts(planned, stepHistory(past, step.name)) : []).map(({ text, tooltip }) => {
        const item = new vscode.NotebookCellStatusBarItem(text, vscode.NotebookCellStatusBarAlignment.Left);
        item.tooltip = tooltip;
        return item;
      });
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
