import {
  type CodeLens,
  type InlayHint,
  type Range,
  SemanticTokenModifiers,
  SemanticTokensBuilder,
  type SemanticTokensLegend,
  SemanticTokenTypes,
} from "vscode-languageserver/node";
import type { Analysis } from "../../core/language/analyse.ts";
import { inlayHints, planLine } from "../../core/language/runbook/hints.ts";
import { semanticTokens } from "../../core/language/runbook/semantic-tokens.ts";
import { spanOf } from "../../core/text/span.ts";
import type { OpenDocument } from "../open-document.ts";
import type { Session } from "../session.ts";
import { viewOf } from "../view.ts";

const TYPES = [
  SemanticTokenTypes.property,
  SemanticTokenTypes.decorator,
  SemanticTokenTypes.variable,
  SemanticTokenTypes.function,
  SemanticTokenTypes.class,
] as const;

export const SEMANTIC_TOKENS: SemanticTokensLegend = {
  tokenTypes: [...TYPES],
  tokenModifiers: [SemanticTokenModifiers.declaration],
};

/** What is shown within the text of a runbook beside it: colours, hints and lenses. */
export function handleAnnotations(session: Session): void {
  const { connection } = session;
  connection.languages.semanticTokens.on(({ textDocument: { uri } }) =>
    session.guarded(
      `Colours of ${uri}`,
      async () => {
        const view = await viewOf(session, uri);
        const builder = new SemanticTokensBuilder();
        if (view?.analysis.kind === "runbook") {
          for (const { type, isDeclaration, span } of semanticTokens(view.analysis.runbook)) {
            const range = view.rangeHere(span);
            if (!range || range.start.line !== range.end.line) continue;
            const { line, character } = range.start;
            builder.push(
              line,
              character,
              range.end.character - character,
              TYPES.indexOf(type as (typeof TYPES)[number]),
              isDeclaration ? 1 : 0,
            );
          }
        }
        return builder.build();
      },
      { data: [] },
    ),
  );
  connection.languages.inlayHint.on(({ textDocument: { uri }, range }) =>
    session.guarded<InlayHint[]>(`Hints in ${uri}`, async () => {
      const view = await viewOf(session, uri);
      if (view?.analysis.kind !== "runbook") return [];
      const span = spanOf(view.offsetAt(range.start) ?? 0, view.offsetAt(range.end) ?? view.text.length);
      return inlayHints(view.analysis.runbook, span, { context: view.context }).flatMap(
        ({ offset, label, tooltip }) => {
          const at = view.rangeHere(spanOf(offset, offset));
          return at ? [{ position: at.start, label, tooltip, paddingLeft: true }] : [];
        },
      );
    }, []),
  );
  connection.onCodeLens(({ textDocument: { uri } }) =>
    session.guarded<CodeLens[]>(`Lenses of ${uri}`, async () => {
      const document = session.documents.get(uri);
      return document?.analysis.kind === "runbook" ? lensesOf(session, document, document.analysis) : [];
    }, []),
  );
}

/** Above each step what it would do, and the commands that the client has: to go and run it, to see its plan. */
function lensesOf(session: Session, document: OpenDocument, analysis: Analysis & { kind: "runbook" }): CodeLens[] {
  const { uri, path, lines } = document;
  const lens = (range: Range, title: string, command: string, ...more: unknown[]): CodeLens[] =>
    command === "" || session.commands.includes(command)
      ? [{ range, command: { title, command, ...(command === "" ? {} : { arguments: [uri, ...more] }) } }]
      : [];
  const top = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  const past = session.histories.of(path, analysis).history;
  return [
    ...(analysis.runbook.steps.length > 0 ? lens(top, "Plan", "drRunbooks.showPlan") : []),
    ...(past && past.steps.length > 0 ? lens(top, "Verify Last Run", "drRunbooks.verifyLastRun") : []),
    ...analysis.runbook.steps.flatMap((step) => {
      const range = lines.rangeOf(step.block.infoSpan);
      return [
        ...lens(range, "Run…", "drRunbooks.openStep", step.index),
        ...lens(range, "Plan", "drRunbooks.showPlan", step.index),
        ...lens(range, planLine(step), ""),
      ];
    }),
  ];
}
