import * as vscode from "vscode";
import type { Flavor } from "../../core/mysql/flavor.ts";
import type { NodeStatus } from "../../core/node/sandbox/status.ts";
import type { Replication, SandboxOptions } from "../../core/node/sandbox/types.ts";
import { commands, settings } from "../contributions.ts";

function workspaceFolder(): vscode.WorkspaceFolder | undefined {
  const active = vscode.window.activeNotebookEditor?.notebook.uri ?? vscode.window.activeTextEditor?.document.uri;
  return (active && vscode.workspace.getWorkspaceFolder(active)) ?? vscode.workspace.workspaceFolders?.[0];
}

function sandboxOptions(workspace: string): SandboxOptions {
  const configuration = vscode.workspace.getConfiguration();
  const server = configuration.get<string>(settings.sandboxServer, "").trim();
  return {
    workspace,
    // A server that is named decides the flavor itself.
    ...(server === "" ? { flavor: configuration.get<Flavor>(settings.sandboxFlavor, "mysql") } : { server }),
    nodes: configuration.get<number>(settings.sandboxNodes, 3),
    replication: configuration.get<Replication>(settings.sandboxReplication, "gtid"),
  };
}

/** Runs work behind a progress notification whose Cancel button is the signal. A failure is shown; the result is then undefined. */
async function withProgress<T>(
  title: string,
  log: vscode.LogOutputChannel,
  work: (report: (text: string) => void, signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    try {
      return await work((message) => {
        log.info(`${title}: ${message}`);
        progress.report({ message });
      }, abort.signal);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      log.error(`${title}: ${message}`);
      if (abort.signal.aborted) void vscode.window.showInformationMessage(message);
      else void vscode.window.showErrorMessage(message, "Show Log").then((answer) => answer && log.show());
      return undefined;
    }
  });
}

async function start(log: vscode.LogOutputChannel): Promise<unknown> {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showErrorMessage(
      "Nothing is started in a workspace that is not trusted. Trust the workspace first.",
    );
    return undefined;
  }
  const folder = workspaceFolder();
  if (!folder) {
    void vscode.window.showErrorMessage(
      "A sandbox cluster is written to the workspace's clusters.yaml. Open a folder first.",
    );
    return undefined;
  }
  const up = await withProgress("Starting the sandbox cluster", log, async (report, signal) => {
    const { startSandbox } = await import("../../core/node/sandbox/start-sandbox.ts");
    return startSandbox({ ...sandboxOptions(folder.uri.fsPath), signal }, report);
  });
  if (!up) return undefined;
  const seconds = Object.values(up.timings).reduce((sum, ms) => sum + ms, 0) / 1000;
  const nodes = up.nodes.map((node) => `${node.name} (${node.role}, port ${node.port})`).join(", ");
  void vscode.window.showInformationMessage(
    `Sandbox cluster "${up.name}" is up after ${seconds.toFixed(1)} s: ${nodes}. It stays up until you stop it.`,
  );
  return { name: up.name, inventory: up.inventory };
}

async function pickSandbox(title: string): Promise<string | undefined> {
  const { sandboxStatus } = await import("../../core/node/sandbox/status.ts");
  const sandboxes = await sandboxStatus();
  if (sandboxes.length === 0) {
    void vscode.window.showInformationMessage("There is no sandbox cluster.");
    return undefined;
  }
  if (sandboxes.length === 1) return sandboxes[0]?.name;
  return vscode.window.showQuickPick(
    sandboxes.map((sandbox) => sandbox.name),
    { title },
  );
}

async function stop(log: vscode.LogOutputChannel): Promise<void> {
  const name = await pickSandbox("Stop which sandbox cluster?");
  if (name === undefined) return;
  const result = await withProgress(`Stopping the sandbox cluster "${name}"`, log, async () => {
    const { stopSandbox } = await import("../../core/node/sandbox/stop-sandbox.ts");
    return stopSandbox({ name });
  });
  if (result)
    void vscode.window.showInformationMessage(`Sandbox cluster "${name}" is gone: ${result.servers} servers stopped.`);
}

function nodeDetail({ message, replica }: NodeStatus): string | undefined {
  if (message !== undefined || !replica) return message;
  const lag = replica.lagSeconds === null ? "lag unknown" : `lag ${replica.lagSeconds} s`;
  const words = `replica of ${replica.source} · receiver ${replica.receiver} · applier ${replica.applier} · ${lag}`;
  return replica.error === "" ? words : `${words} · ${replica.error}`;
}

/** Lists the nodes as they are now: what the servers say, not what was once started. */
async function show(log: vscode.LogOutputChannel): Promise<void> {
  const sandboxes = await withProgress("Looking at the sandbox clusters", log, async () => {
    const { sandboxStatus } = await import("../../core/node/sandbox/status.ts");
    return sandboxStatus();
  });
  if (!sandboxes) return;
  if (sandboxes.length === 0) {
    const answer = await vscode.window.showInformationMessage("There is no sandbox cluster.", "Start Sandbox Cluster");
    if (answer) await start(log);
    return;
  }
  const items = sandboxes.flatMap((sandbox): vscode.QuickPickItem[] => [
    { label: `${sandbox.name}: ${sandbox.phase}`, kind: vscode.QuickPickItemKind.Separator },
    ...sandbox.nodes.map((node) => ({
      label: `$(${node.status === "running" ? "pass" : "error"}) ${node.name}`,
      description: [node.status, `port ${node.port}`, node.readOnly ? "read-only" : ""].filter(Boolean).join(" · "),
      detail: nodeDetail(node) ?? [sandbox.state?.flavor, sandbox.state?.versionText].filter(Boolean).join(" "),
    })),
    ...(sandbox.nodes.length === 0 ? [{ label: "No node runs", description: sandbox.folder }] : []),
  ]);
  await vscode.window.showQuickPick(items, {
    title: "Sandbox clusters",
    placeHolder: "Stop one with: DR Runbooks: Stop Sandbox Cluster",
  });
}

export function registerSandboxCommands(log: vscode.LogOutputChannel): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(commands.startSandbox, () => start(log)),
    vscode.commands.registerCommand(commands.stopSandbox, () => stop(log)),
    vscode.commands.registerCommand(commands.showSandbox, () => show(log)),
  );
}
