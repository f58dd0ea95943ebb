import { execFile } from "node:child_process";
import { dirname } from "node:path";
import type * as vscode from "vscode";
import type { Cluster } from "../../core/cluster/inventory-types.ts";
import type { RunEvent } from "../../core/run/events.ts";
import type { PastRun } from "../../core/run/past-run.ts";
import type { OpenRunOutcome } from "../../core/run/run-types.ts";
import type { Runbook } from "../../core/runbook/types.ts";
import { auditFolder } from "../views/audit-folder.ts";
import { secretKeyStore } from "./installation-key.ts";
import { editorOperator, type QuestionContext } from "./operator.ts";
import { Passwords } from "./passwords.ts";

/** What the extension itself brings to a run. */
export interface RunHost {
  readonly secrets: vscode.SecretStorage;
  /** Of the extension, for the trail. */
  readonly version: string;
  /** Ends the runs of all notebooks that nobody looks at any more, but this one: until then they hold their locks. */
  readonly settled: (but: vscode.Uri) => Promise<unknown>;
}

export interface RunRequest {
  readonly runbook: Runbook;
  readonly document: vscode.Uri;
  readonly cluster?: { readonly cluster: Cluster; readonly inventoryPath: string };
  readonly host: RunHost;
  /** About the step under way. */
  readonly questions: () => QuestionContext;
  /** The person asked for it, and is asked for the cluster's name. */
  readonly breakLock?: boolean;
  readonly resume?: PastRun;
  readonly onEvent: (event: RunEvent) => void;
}

/** Opens a run with everything that is real. Loaded late: reading a runbook needs no database driver. Rejects with TrailError. */
export async function openNotebookRun(request: RunRequest): Promise<OpenRunOutcome> {
  const [
    { openRun },
    { createConnector },
    { processRunner },
    { systemClock },
    { openTrail },
    { sha256, textHash },
    { currentActor },
    { keptInputs },
    { lockFiles },
    { approvalDesk },
  ] = await Promise.all([
    import("../../core/run/runner.ts"),
    import("../../core/node/connector.ts"),
    import("../../core/node/process-runner.ts"),
    import("../../core/node/clock.ts"),
    import("../../core/node/trail-writer.ts"),
    import("../../core/node/sha256.ts"),
    import("../../core/node/actor.ts"),
    import("../../core/node/kept-inputs.ts"),
    import("../../core/node/lock-files.ts"),
    import("../../core/node/approval-desk.ts"),
  ]);
  const path = request.document.fsPath;
  const workingDirectory = dirname(path);
  const cluster = request.cluster?.cluster;
  const baseFolder = request.cluster ? dirname(request.cluster.inventoryPath) : workingDirectory;
  const passwords = new Passwords(request.host.secrets);
  const folder = auditFolder();
  const commit = await gitCommit(workingDirectory);
  const actor = currentActor("editor", request.host.version);
  return openRun({
    runbook: request.runbook,
    path,
    ...(commit === undefined ? {} : { commit }),
    ...(cluster ? { cluster } : {}),
    inputs: new Map([
      ...(await keptInputs(request.runbook.frontMatter.inputs, cluster, baseFolder)),
      ...(request.resume?.texts ?? []),
    ]),
    ...(request.resume ? { resume: request.resume } : {}),
    assumeYes: false,
    breakLock: request.breakLock === true,
    workingDirectory,
    ports: {
      clock: systemClock,
      connector: passwords.watch(createConnector({ baseFolder, password: (of, user) => passwords.find(of, user) })),
      processes: processRunner,
      trail: await openTrail({
        actor,
        clock: systemClock,
        keys: secretKeyStore(request.host.secrets),
        onSinkFailure: (text) => request.onEvent({ type: "notice", text }),
        ...(folder === undefined ? {} : { folder }),
      }),
      operator: editorOperator(request.questions),
      sha256,
      onEvent: request.onEvent,
      locks: lockFiles(actor),
      approvals: approvalDesk({ actor, ...(folder === undefined ? {} : { audit: folder }) }),
      textHash,
    },
  });
}

/** Commit of the work tree that a folder belongs to; undefined outside of one, without git, or after two seconds. */
function gitCommit(folder: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const args = ["-C", folder, "rev-parse", "--verify", "HEAD"];
    execFile("git", args, { timeout: 2000, windowsHide: true }, (error, stdout) => {
      const commit = stdout.trim();
      resolve(error || !/^[0-9a-f]{40,64}$/.test(commit) ? undefined : commit);
    });
  });
}
