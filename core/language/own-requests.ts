/** What the language server and the editor's client say to each other beside the protocol. */
export const ownRequests = {
  /** The server asks what the trail knows of a runbook: `{ path, title? }`, answered by a `RunbookHistory` or null. */
  history: "drRunbooks/history",
  /** The client says that something was run. */
  historyChanged: "drRunbooks/historyChanged",
} as const;
