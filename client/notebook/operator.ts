import * as vscode from "vscode";
import type { Operator } from "../../core/run/ports.ts";
import { awaitApprovals } from "./await-approvals.ts";
import { tokenOf } from "./cancellation.ts";

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

/** A person's own task takes its time: the notebook stays in reach while this waits. */
async function confirmDone(question: string, detail: string, signal: AbortSignal): Promise<boolean> {
  const done = { label: "$(check) Done" };
  const items = [done, { label: "$(x) Not done", description: "The step fails, and what follows is not run" }];
  const options = { title: question, placeHolder: detail, ignoreFocusOut: true };
  return (await vscode.window.showQuickPick(items, options, tokenOf(signal))) === done && !signal.aborted;
}

/** What the questions of a step depend on. */
export interface QuestionContext {
  readonly isManual: boolean;
  /** The cluster's name when the step changes something in production. */
  readonly nameToType?: string;
}

/** Asks the person in front of the editor. Closing a box is a no, never a yes. */
export function editorOperator(context: () => QuestionContext): Operator {
  return {
    async confirm(question, detail, signal) {
      if (signal.aborted) return false;
      const { isManual, nameToType } = context();
      if (nameToType !== undefined) return confirmByName(nameToType, question, detail, signal);
      if (isManual) return confirmDone(question, detail, signal);
      const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, "Run");
      return answer === "Run" && !signal.aborted;
    },
    async ask(question, { secret, choices }) {
      const options = { title: question, ignoreFocusOut: true };
      if (choices && !secret) return vscode.window.showQuickPick([...choices], options);
      return vscode.window.showInputBox({ ...options, prompt: question, password: secret });
    },
    approvals: awaitApprovals,
  };
}
