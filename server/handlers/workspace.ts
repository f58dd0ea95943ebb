import { basename } from "node:path";
import { DidChangeConfigurationNotification, DidChangeWatchedFilesNotification } from "vscode-languageserver/node";
import { isFile, toPath } from "../from-lsp.ts";
import type { Session } from "../session.ts";

/** Follows what documents are checked against: settings, workspace folders and the cluster inventory, in the editor or on the disk. */
export function handleWorkspace(session: Session, recheck: () => void): void {
  const { connection, documents, guard, settings } = session;
  const changed = (): void => {
    session.surroundingsChanged();
    recheck();
  };

  connection.onInitialized(
    () => void session.guarded("Registering for changes", () => register(session, changed), undefined),
  );
  connection.onDidChangeConfiguration((params) => {
    settings.change(params.settings);
    changed();
  });
  connection.onDidChangeWatchedFiles(changed);
  documents.onDidChangeContent(({ document }) => {
    if (document.kind === "inventory") changed();
  });
  documents.onDidClose(({ document }) => {
    if (document.kind === "inventory") changed();
  });

  async function register(active: Session, onChange: () => void): Promise<void> {
    const { workspace } = active.capabilities;
    if (workspace?.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map((folder) => toPath(folder.uri)));
        const come = added
          .map((folder) => folder.uri)
          .filter(isFile)
          .map(toPath);
        guard.setFolders([...guard.folders.filter((folder) => !gone.has(folder)), ...come]);
        onChange();
      });
    }
    if (workspace?.didChangeConfiguration?.dynamicRegistration) {
      await connection.client.register(DidChangeConfigurationNotification.type, { section: "drRunbooks" });
    }
    if (workspace?.didChangeWatchedFiles?.dynamicRegistration) {
      const { inventory } = await settings.of("");
      const names = new Set(["clusters.yaml", basename(inventory)]);
      const watchers = [...names, "*.{cnf,mycnf}", "my.ini"].map((name) => ({ globPattern: `**/${name}` }));
      await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    }
  }
}
