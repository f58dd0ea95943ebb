import * as vscode from "vscode";
import { registerApproveStep } from "./commands/approve-step.ts";
import { registerFinishRun } from "./commands/finish-run.ts";
import { registerOpenCommands } from "./commands/open-as.ts";
import { registerOpenStep } from "./commands/open-step.ts";
import { registerSandboxCommands } from "./commands/sandbox.ts";
import { registerTrailCommands } from "./commands/trail.ts";
import { commands } from "./contributions.ts";
import { LanguageFeatures } from "./language/language-features.ts";
import { registerControllers } from "./notebook/controller.ts";
import { registerResumeOffer } from "./notebook/resume-offer.ts";
import { registerSerializers } from "./notebook/serializer.ts";
import { Sessions } from "./notebook/sessions.ts";
import { registerStepStatus } from "./notebook/step-status.ts";
import { showLanguageStatus } from "./status/language-status.ts";
import { TrailStatus } from "./status/trail-status.ts";
import { registerTrailDocuments } from "./views/trail-document.ts";

let sessions: Sessions | undefined;
let features: LanguageFeatures | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("DR Runbooks", { log: true });
  const trailStatus = new TrailStatus();
  const { version } = context.extension.packageJSON as { version: string };
  sessions = new Sessions({ secrets: context.secrets, version }, log);
  features = new LanguageFeatures(context, log);
  const server = features;
  context.subscriptions.push(
    log,
    trailStatus,
    sessions,
    registerSerializers(),
    registerControllers(sessions, { log, onRecorded: (recorded) => trailStatus.record(recorded) }),
    registerResumeOffer(sessions, log),
    registerStepStatus(),
    registerSandboxCommands(log),
    registerOpenCommands(),
    registerOpenStep(),
    registerFinishRun(sessions),
    registerApproveStep({ secrets: context.secrets, version }),
    registerTrailCommands(),
    registerTrailDocuments(),
    showLanguageStatus(features),
    vscode.commands.registerCommand(commands.restartLanguageServer, () => server.restart()),
    vscode.commands.registerCommand(commands.showLog, () => log.show()),
  );
}

/** Runs that are open get their end in the trail; the editor waits a few seconds for it. */
export async function deactivate(): Promise<void> {
  await Promise.all([sessions?.finishAll(), features?.dispose()]);
}
