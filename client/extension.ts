import * as vscode from "vscode";
import { registerApproveStep } from "./commands/approve-step.ts";
import { registerEditAttributes } from "./commands/edit-attributes.ts";
import { registerFinishRun } from "./commands/finish-run.ts";
import { registerInsertStep } from "./commands/insert-step.ts";
import { registerOpenCommands } from "./commands/open-as.ts";
import { registerOpenStep } from "./commands/open-step.ts";
import { registerSandboxCommands } from "./commands/sandbox.ts";
import { registerTrailCommands } from "./commands/trail.ts";
import { commands } from "./contributions.ts";
import { LanguageFeatures } from "./language/language-features.ts";
import { TrailHistory } from "./language/trail-history.ts";
import { registerControllers } from "./notebook/controller.ts";
import { registerEditNotebook } from "./notebook/edit-notebook.ts";
import { watchEditedCells } from "./notebook/edited-cells.ts";
import type { Recorded } from "./notebook/execute-cell.ts";
import { ResumeOffer } from "./notebook/resume-offer.ts";
import { registerSerializers } from "./notebook/serializer.ts";
import { Sessions } from "./notebook/sessions.ts";
import { SettledCells } from "./notebook/settled-cells.ts";
import { registerStepStatus } from "./notebook/step-status.ts";
import { showLanguageStatus } from "./status/language-status.ts";
import { TrailStatus } from "./status/trail-status.ts";
import { registerPlan } from "./views/plan-document.ts";
import { registerTrailDocuments } from "./views/trail-document.ts";

let sessions: Sessions | undefined;
let features: LanguageFeatures | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("DR Runbooks", { log: true });
  const trailStatus = new TrailStatus();
  const { version } = context.extension.packageJSON as { version: string };
  sessions = new Sessions({ secrets: context.secrets, version }, log);
  const history = new TrailHistory();
  features = new LanguageFeatures(context, log, history);
  const server = features;
  const onRecorded = (recorded: Recorded): void => {
    trailStatus.record(recorded);
    history.changed();
  };
  const controllers = registerControllers(sessions, { log, onRecorded });
  context.subscriptions.push(
    log,
    trailStatus,
    sessions,
    history,
    sessions.onDidFinish(() => history.changed()),
    registerSerializers(),
    controllers,
    watchEditedCells(controllers.of),
    new ResumeOffer(sessions, new SettledCells(controllers.of, context.extension.id), log),
    registerStepStatus(history),
    registerSandboxCommands(log),
    registerOpenCommands(),
    registerEditAttributes(),
    registerEditNotebook(),
    registerInsertStep(),
    registerOpenStep(),
    registerFinishRun(sessions),
    registerApproveStep({ secrets: context.secrets, version }),
    registerTrailCommands(history),
    registerTrailDocuments(),
    registerPlan(),
    showLanguageStatus(features),
    vscode.commands.registerCommand(commands.restartLanguageServer, () => server.restart()),
    vscode.commands.registerCommand(commands.showLog, () => log.show()),
  );
}

/** Runs that are open get their end in the trail; the editor waits a few seconds for it. */
export async function deactivate(): Promise<void> {
  await Promise.all([sessions?.finishAll(), features?.dispose()]);
}
