import type { FoldingRange } from "vscode-languageserver/node";
import { foldingRanges } from "../../core/language/folding.ts";
import type { Session } from "../session.ts";
import { toFoldingRange } from "../to-lsp.ts";

export function handleFolding(session: Session): void {
  session.connection.onFoldingRanges(({ textDocument: { uri } }) =>
    session.guarded<FoldingRange[]>(`Folding of ${uri}`, async () => {
      const document = session.documents.get(uri);
      return document ? foldingRanges(document.analysis).map((range) => toFoldingRange(range, document.lines)) : [];
    }, []),
  );
}
