import type { Session } from "../session.ts";

/** Notebooks made of runbooks, whatever the language of their cells. */
export const notebookSelector = ["dr-runbook", "dr-runbook-markdown"].map((notebook) => ({
  notebook,
  cells: [{ language: "*" }],
}));

export function handleNotebooks(_session: Session): { recheck(): void } {
  return { recheck() {} };
}
