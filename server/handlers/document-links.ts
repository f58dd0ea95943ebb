import type { DocumentLink } from "vscode-languageserver/node";
import { documentLinks } from "../../core/language/navigation.ts";
import { toUri } from "../from-lsp.ts";
import { includedBy } from "../option-files.ts";
import type { Session } from "../session.ts";

/** Links to the includes that may be followed: regular files of the workspace. */
export function handleDocumentLinks(session: Session): void {
  session.connection.onDocumentLinks(({ textDocument: { uri } }) =>
    session.guarded<DocumentLink[]>(`Links of ${uri}`, async () => {
      const document = session.documents.get(uri);
      if (document?.analysis.kind !== "option-file") return [];
      const included = await includedBy(session, document.path, document.analysis.file);
      return documentLinks(document.analysis, { included }).map(({ span, target, tooltip }) => ({
        range: document.lines.rangeOf(span),
        target: toUri(target),
        ...(tooltip === undefined ? {} : { tooltip }),
      }));
    }, []),
  );
}
