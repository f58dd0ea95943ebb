import type { TextEdit } from "vscode-languageserver/node";
import { formattingEdits } from "../../core/language/formatting.ts";
import type { Session } from "../session.ts";
import { toTextEdit } from "../to-lsp.ts";

/** Only when asked. What a client says of tabs and ends of lines changes nothing: the servers' format is the file's own. */
export function handleFormatting(session: Session): void {
  session.connection.onDocumentFormatting(({ textDocument: { uri } }) =>
    session.guarded<TextEdit[]>(`Formatting ${uri}`, async () => {
      const document = session.documents.get(uri);
      return document ? formattingEdits(document.analysis).map((edit) => toTextEdit(edit, document.lines)) : [];
    }, []),
  );
}
