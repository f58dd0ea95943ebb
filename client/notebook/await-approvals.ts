import * as vscode from "vscode";
import { approvalsText } from "../../core/run/approval-words.ts";
import type { Operator } from "../../core/run/ports.ts";
import { visible } from "../../core/text/visible.ts";
import { tokenOf } from "./cancellation.ts";

const copy = "Copy Request";
const paste = "Paste Approval";
const stop = "Stop Waiting";

/** A notification that stays while a step waits for other people. Putting it away does not end the wait. */
export const awaitApprovals: NonNullable<Operator["approvals"]> = async (wanted, take, signal) => {
  const { step, needed, approvers, request, expires, code } = wanted;
  const many = approvalsText(needed);
  const text = `${visible(step)} waits for ${many} by other people: ${approvers.map(visible).join(", ")}. Send them the request ${request.slice(0, 8)}, which is good until ${expires}, and paste what they send back.`;
  while (!signal.aborted) {
    const choice = await unlessAborted(vscode.window.showInformationMessage(text, copy, paste, stop), signal);
    if (signal.aborted) break;
    if (choice === stop) return "stopped";
    if (choice === copy) await vscode.env.clipboard.writeText(`dr-runbooks approve ${code}`);
    if (choice === paste) await pasteOne(visible(step), take, signal);
  }
  return "over";
};

async function pasteOne(step: string, take: (text: string) => Promise<string>, signal: AbortSignal): Promise<void> {
  const held = (await vscode.env.clipboard.readText()).trim();
  const options = {
    title: `Approval of ${step}`,
    prompt: "Paste the line that begins with dra1_.",
    value: held.startsWith("dra1_") ? held : "",
    ignoreFocusOut: true,
  };
  const text = await vscode.window.showInputBox(options, tokenOf(signal));
  if (text === undefined || text.trim() === "" || signal.aborted) return;
  const answer = await take(text);
  void vscode.window.showInformationMessage(visible(answer));
}

function unlessAborted<T>(work: Thenable<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
    work.then(resolve, reject);
  });
}
