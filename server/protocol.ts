/** The server asks the client what the trail knows of a runbook: a `HistoryQuestion`, answered by a `RunbookHistory` or null. */
export const HISTORY_REQUEST = "drRunbooks/history";

/** The client says that something was run. */
export const HISTORY_CHANGED = "drRunbooks/historyChanged";
