import * as vscode from "vscode";
import type { Operator } from "../../core/run/ports.ts";

/** Closes a box when the step it belongs to is stopped. */
function tokenOf(signal: AbortSignal): vscode.CancellationToken {
  const source = new vscode.CancellationTokenSource();
  if (signal.aborted) source.cancel();
  signal.addEventListener("abort", () => source.cancel(), { once: true });
  return source.token;
}

async function confirmByName(name: string, question: string, detail: string, signal: AbortSignal): Promise<boolean> {
  const understood = await vscode.window.showWarningMessage(
    question,
    { modal: true, detail: `${detail}\n\n${name} is a production cluster: you will be asked for its name.` },
    "Continue",
  );
  if (understood !== "Continue" || signal.aborted) return false;
  const typed = await vscode.window.showInputBox(
    { title: question, prompt: `Type the cluster's name, ${name}, to run this step.`, ignoreFocusOut: true },
    tokenOf(signal),
  );
  return typed === name && !signal.aborted;
}

/**
 * Asks the person in front of the editor. Closing a box is a no, never a yes. `nameToType`: the cluster's name when the
 * step under way changes something in production.
 */
export function editorOperator(nameToType: () => string | undefined): Operator {
  return {
    async confirm(question, detail, signal) {
      if (signal.aborted) return false;
      const name = nameToType();
      if (name !== undefined) return confirmByName(name, question, detail, signal);
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
