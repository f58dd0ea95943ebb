/** Every id that package.json contributes and the code uses. A test compares both sides, so neither can drift. */
export const languages = {
  /** The editor's own; contributed again only for its name, which would be "MS SQL". */
  sql: "sql",
  optionFile: "mysql-option-file",
  failover: "dr-failover",
  manual: "dr-manual",
} as const;

/** The second type is the same notebook, offered by "Open With…" for Markdown that is not named as a runbook. */
export const notebookTypes = {
  runbook: "dr-runbook",
  markdown: "dr-runbook-markdown",
} as const;

export const commands = {
  startSandbox: "drRunbooks.startSandbox",
  stopSandbox: "drRunbooks.stopSandbox",
  showSandbox: "drRunbooks.showSandbox",
  openAsNotebook: "drRunbooks.openAsNotebook",
  openAsText: "drRunbooks.openAsText",
  openStep: "drRunbooks.openStep",
  finishRun: "drRunbooks.finishRun",
  approveStep: "drRunbooks.approveStep",
  showTrail: "drRunbooks.showTrail",
  verifyTrail: "drRunbooks.verifyTrail",
  restartLanguageServer: "drRunbooks.restartLanguageServer",
  showLog: "drRunbooks.showLog",
} as const;

export const settings = {
  inventory: "drRunbooks.inventory",
  targetFlavor: "drRunbooks.target.flavor",
  targetVersion: "drRunbooks.target.version",
  rules: "drRunbooks.rules",
  sandboxFlavor: "drRunbooks.sandbox.flavor",
  sandboxNodes: "drRunbooks.sandbox.nodes",
  sandboxReplication: "drRunbooks.sandbox.replication",
  sandboxServer: "drRunbooks.sandbox.server",
  auditFolder: "drRunbooks.audit.folder",
  traceServer: "drRunbooks.trace.server",
} as const;

export function isRunbookNotebook(type: string): boolean {
  return type === notebookTypes.runbook || type === notebookTypes.markdown;
}
