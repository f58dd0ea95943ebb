import type { Command } from "vscode-languageserver/node";
import type { TextEdit } from "../core/lint/rule.ts";
import type { Session } from "./session.ts";

const COMMAND = "drRunbooks.editNotebook";

/** Whether the client makes edits of the document that a notebook stands for. */
export function canEditNotebooks({ commands }: Session): boolean {
  return commands.includes(COMMAND);
}

/**
 * What changes more of a notebook than the texts of its cells, such as the line of a fence, which the protocol can't say: the
 * client's command makes the same edits in the document that the notebook stands for. Undefined where the client has none.
 */
export function notebookCommand(
  session: Session,
  uri: string,
  text: string,
  title: string,
  edits: readonly TextEdit[],
): Command | undefined {
  if (!canEditNotebooks(session)) return undefined;
  const written = edits.map(({ span: { start, end }, newText }) => ({
    start,
    end,
    old: text.slice(start, end),
    newText,
  }));
  return { title, command: COMMAND, arguments: [uri, text.length, written] };
}
