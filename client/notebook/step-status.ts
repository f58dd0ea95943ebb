import * as vscode from "vscode";
import { planRunbook } from "../../core/run/plan.ts";
import type { Plan } from "../../core/run/plan-types.ts";
import { notebookTypes } from "../contributions.ts";
import { findInventory } from "./cluster.ts";
import { chooseCluster } from "./cluster-choice.ts";
import { documentOf } from "./notebook-text.ts";
import { stepFacts } from "./step-facts.ts";

/** Shows below each cell what running it would do. */
export function registerStepStatus(): vscode.Disposable {
  const provider: vscode.NotebookCellStatusBarItemProvider = {
    async provideCellStatusBarItems(cell) {
      if (cell.kind !== vscode.NotebookCellKind.Code) return [];
      const { runbook, meaning } = documentOf(cell.notebook).read(cell);
      if (meaning.kind !== "step") return [];
      const { step } = meaning;
      const plan = await planOf(cell.notebook, runbook);
      const planned = plan.steps.find((candidate) => candidate.step.index === step.index);
      return (planned ? stepFacts(planned) : []).map(({ text, tooltip }) => {
        const item = new vscode.NotebookCellStatusBarItem(text, vscode.NotebookCellStatusBarAlignment.Left);
        item.tooltip = tooltip;
        return item;
      });
    },
  };
  const types = Object.values(notebookTypes);
  return vscode.Disposable.from(
    ...types.map((type) => vscode.notebooks.registerNotebookCellStatusBarItemProvider(type, provider)),
  );
}

/** The editor asks for all cells at once: one plan serves them all while the text is the same. */
const plans = new WeakMap<
  vscode.NotebookDocument,
  { readonly text: string; readonly at: number; readonly plan: Promise<Plan> }
>();
const FRESH_MS = 1000;

function planOf(
  notebook: vscode.NotebookDocument,
  runbook: Parameters<typeof planRunbook>[0]["runbook"],
): Promise<Plan> {
  const known = plans.get(notebook);
  if (known && known.text === runbook.text && Date.now() - known.at < FRESH_MS) return known.plan;
  const plan = findInventory(notebook.uri)
    .catch(() => undefined)
    .then((found) => {
      const choice = chooseCluster(found, runbook.frontMatter.cluster?.value);
      return planRunbook({
        runbook,
        inputs: new Map(),
        ...(choice.status === "chosen" ? { cluster: choice.cluster } : {}),
      });
    });
  plans.set(notebook, { text: runbook.text, at: Date.now(), plan });
  return plan;
}
