import { type CodeAction, CodeActionKind } from "vscode-languageserver/node";
import type { Session } from "../session.ts";
import { toCodeAction, toDiagnostic } from "../to-lsp.ts";

/** Quick fixes of the findings that touch the asked range. */
export function handleCodeActions(session: Session): void {
  session.connection.onCodeAction(({ textDocument: { uri }, range, context }) =>
    session.guarded<CodeAction[]>(`Quick fixes of ${uri}`, async () => {
      const document = session.documents.get(uri);
      const wanted = context.only?.some((kind) => CodeActionKind.QuickFix.startsWith(kind)) ?? true;
      if (!document || !wanted) return [];
      const start = document.lines.offsetAt(range.start);
      const end = document.lines.offsetAt(range.end);
      const findings = (await session.findingsOf(document)).filter(
        ({ span }) => span.start <= end && start <= span.end,
      );
      return findings.flatMap((finding) => {
        const diagnostic = toDiagnostic(finding, document.lines);
        return finding.fixes.map((fix, index) =>
          toCodeAction(uri, document.version, fix, index === 0, diagnostic, document.lines),
        );
      });
    }, []),
  );
}
