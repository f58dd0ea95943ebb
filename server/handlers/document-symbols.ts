import { documentSymbols } from "../../core/language/document-symbols.ts";
import type { Session } from "../session.ts";
import { toDocumentSymbol } from "../to-lsp.ts";

export function handleDocumentSymbols(session: Session): void {
  session.connection.onDocumentSymbol(({ textDocument: { uri } }) =>
    session.guarded(`The outline of ${uri}`, async () => {
      const document = session.documents.get(uri);
      return document
        ? documentSymbols(document.analysis).map((symbol) => toDocumentSymbol(symbol, document.lines))
        : [];
    }, []),
  );
}
