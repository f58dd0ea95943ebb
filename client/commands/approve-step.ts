import * as vscode from "vscode";
import type { Decision } from "../../core/audit/approval/answer.ts";
import type { FoundRequest } from "../../core/node/approval-codes.ts";
import { visible } from "../../core/text/visible.ts";
import { commands } from "../contributions.ts";
import { secretKeyStore } from "../notebook/installation-key.ts";
import { auditFolder } from "../views/audit-folder.ts";

export interface ApproverHost {
  readonly secrets: vscode.SecretStorage;
  readonly version: string;
}

const scheme = "dr-approval";
const shownInBox = 1500;
const approve = "Approve…";
const deny = "Deny…";

/** Shows a step that somebody else wants to run, signs the answer with this editor's key and leaves it in the clipboard. */
export function registerApproveStep(host: ApproverHost): vscode.Disposable {
  const pages = new Map<string, string>();
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: ({ path }) => pages.get(path) ?? "",
    }),
    vscode.commands.registerCommand(commands.approveStep, async () => {
      try {
        await answerOne(host, pages);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        void vscode.window.showErrorMessage(`Nothing was signed: ${visible(reason)}`);
      }
    }),
  );
}

async function answerOne(host: ApproverHost, pages: Map<string, string>): Promise<void> {
  const found = await askForRequest();
  if (found === undefined) return;
  const [
    { requestLines, shortHash },
    { giveAnswer, liesIn, proofFor },
    { defaultExchange },
    { openInstallation },
    { openTrail },
  ] = await Promise.all([
    import("../../core/audit/approval/show-request.ts"),
    import("../../core/node/approve.ts"),
    import("../../core/node/approval-exchange.ts"),
    import("../../core/node/keys.ts"),
    import("../../core/node/trail-writer.ts"),
  ]);
  const { currentActor } = await import("../../core/node/actor.ts");
  const { systemClock } = await import("../../core/node/clock.ts");
  const { auditFolder: ownFolder } = await import("../../core/node/trail-files.ts");
  const { request, hash } = found;
  const folder = auditFolder() ?? ownFolder();
  const keys = secretKeyStore(host.secrets);
  const installation = await openInstallation(folder, keys);
  const text = requestLines(request, hash, Date.now()).join("\n");
  // A box cuts what is long: all of it stands beside.
  const page = vscode.Uri.from({ scheme, path: `/Request ${shortHash(hash)}.txt` });
  pages.set(page.path, text);
  await vscode.window.showTextDocument(page, { preview: true });
  const proof = await proofFor(found, installation);
  if (proof.how === "none") return sayNotListed(proof.message);
  const isHere = await liesIn(defaultExchange, hash);
  if (proof.how === "user" && !isHere)
    throw new Error(
      `${proof.approver} approves as a user of the machine that runs the step, and the request is not on this one.`,
    );
  const step = visible(request.step.name);
  const question = `${visible(request.operator.user)} asks to run ${step} on cluster ${visible(request.cluster)}.`;
  const detail =
    text.length > shownInBox ? `${text.slice(0, shownInBox)}…\n\nAll of it stands in the editor behind.` : text;
  const choice = await vscode.window.showWarningMessage(question, { modal: true, detail }, approve, deny);
  if (choice !== approve && choice !== deny) return;
  const decision = choice === approve ? "approve" : "deny";
  const reason = await confirmed(found, decision);
  if (reason === undefined) return;
  const trail = await openTrail({ folder, actor: currentActor("editor", host.version), clock: systemClock, keys });
  const answer = { decision, ...(reason === "" ? {} : { reason }) } as const;
  const exchange = isHere ? defaultExchange : undefined;
  const given = await giveAnswer(found, answer, proof, { installation, folder: exchange, trail });
  if (given.code !== undefined) await vscode.env.clipboard.writeText(given.code);
  const did = decision === "approve" ? "approved" : "denied";
  const next =
    given.file === undefined
      ? `The answer is in the clipboard: send it to ${visible(request.operator.user)}.`
      : "The run on this machine has it.";
  void vscode.window.showInformationMessage(`${visible(proof.approver)} ${did} ${step}. ${next}`);
}

async function askForRequest(): Promise<FoundRequest | undefined> {
  const { decodeRequest } = await import("../../core/node/approval-codes.ts");
  const held = (await vscode.env.clipboard.readText()).trim();
  const given = await vscode.window.showInputBox({
    title: "Approve Step",
    prompt: "Paste the request that you were sent: it begins with drq1_.",
    value: held.includes("drq1_") ? held : "",
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === "" || decodeRequest(text)
        ? undefined
        : "That is no approval request that is whole. Copy all of it.",
  });
  return given === undefined ? undefined : decodeRequest(given);
}

/** The reason, where there is one to give; undefined when the name was not typed. */
async function confirmed({ request }: FoundRequest, decision: Decision): Promise<string | undefined> {
  const { name } = request.step;
  const typed = await vscode.window.showInputBox({
    title: decision === "approve" ? "Approve it" : "Deny it",
    prompt: `Type the name of the step (${visible(name)}) or of the cluster.`,
    ignoreFocusOut: true,
  });
  if (typed === undefined) return undefined;
  if (typed.trim() !== name && typed.trim() !== request.cluster) throw new Error("that is not the name.");
  if (decision === "approve") return "";
  return vscode.window.showInputBox({ title: "Deny it", prompt: "Why? May be left empty.", ignoreFocusOut: true });
}

async function sayNotListed(message: string): Promise<void> {
  const copy = "Copy Key";
  if ((await vscode.window.showErrorMessage(visible(message), copy)) === copy)
    await vscode.env.clipboard.writeText(message.slice(message.lastIndexOf(" ") + 1));
}
