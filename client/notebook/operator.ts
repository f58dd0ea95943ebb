import * as vscode from "vscode";
import type { Cluster } from "../../core/cluster/inventory-types.ts";
import type { Operator } from "../../core/run/ports.ts";

/** Closes a box when the step it belongs to is stopped. */
function tokenOf(signal: AbortSignal): vscode.CancellationToken {
  const source = new vscode.CancellationTokenSource();
  if (signal.aborted) source.cancel();
  signal.addEventListener("abort", () => source.cancel(), { once: true });
  return source.token;
}

async function confirmByName(
  cluster: Cluster,
  question: string,
  detail: string,
  signal: AbortSignal,
): Promise<boolean> {
  const understood = await vscode.window.showWarningMessage(
    question,
    { modal: true, detail: `${detail}\n\n${cluster.name} is a production cluster: you will be asked for its name.` },
    "Continue",
  );
  if (understood !== "Continue" || signal.aborted) return false;
  const typed = await vscode.window.showInputBox(
    { title: question, prompt: `Type the cluster's name, ${cluster.name}, to run this step.`, ignoreFocusOut: true },
    tokenOf(signal),
  );
  return typed === cluster.name && !signal.aborted;
}

/** Asks the person in front of the editor. Closing a box is a no, never a yes. */
export function editorOperator(cluster: Cluster | undefined): Operator {
  return {
    async confirm(question, detail, signal) {
      if (signal.aborted) return false;
      if (cluster?.production) return confirmByName(cluster, question, detail, signal);
      const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, "Run");
      return answer === "Run" && !signal.aborted;
    },
    async ask(question, { secret, choices }) {
      const options = { title: question, ignoreFocusOut: true };
      if (choices && !secret) return vscode.window.showQuickPick([...choices], options);
      return vscode.window.showInputBox({ ...options, prompt: question, password: secret });
    },
  };
}
