import type { TextEdit } from "vscode-languageserver/node";
import { formattingEdits } from "../../core/language/formatting.ts";
import { formatBlocks } from "../../core/language/runbook/format.ts";
import { spanOf } from "../../core/text/span.ts";
import type { Session } from "../session.ts";
import { toTextEdit } from "../to-lsp.ts";
import { viewOf } from "../view.ts";

/** Only when asked. What a client says of tabs and ends of lines changes nothing: the servers' format is the file's own. */
export function handleFormatting(session: Session): void {
  session.connection.onDocumentFormatting(({ textDocument: { uri } }) =>
    session.guarded<TextEdit[]>(`Formatting ${uri}`, async () => {
      const document = session.documents.get(uri);
      return document ? formattingEdits(document.analysis).map((edit) => toTextEdit(edit, document.lines)) : [];
    }, []),
  );
  session.connection.onDocumentRangeFormatting(({ textDocument: { uri }, range }) =>
    session.guarded<TextEdit[]>(`Formatting a part of ${uri}`, async () => {
      const view = await viewOf(session, uri);
      if (view?.analysis.kind !== "runbook") return [];
      const [start, end] = [view.offsetAt(range.start), view.offsetAt(range.end)];
      if (start === undefined || end === undefined) return [];
      return formatBlocks(view.analysis.runbook, spanOf(start, end)).flatMap(({ span, newText }) => {
        const here = view.rangeHere(span);
        return here ? [{ range: here, newText }] : [];
      });
    }, []),
  );
}
