import {
  type CodeAction,
  CodeActionKind,
  type Command,
  type Range,
  type TextDocumentEdit,
} from "vscode-languageserver/node";
import { safeEdits } from "../../core/language/fix-all.ts";
import { actionsAt } from "../../core/language/runbook/actions.ts";
import type { Finding, Fix } from "../../core/lint/rule.ts";
import type { LineMap } from "../../core/text/line-map.ts";
import { spanOf } from "../../core/text/span.ts";
import { inventoryActions } from "../likely-nodes.ts";
import { checkNotebook, type NotebookCheck } from "../notebook-check.ts";
import { notebookCommand } from "../notebook-edits.ts";
import type { OpenDocument } from "../open-document.ts";
import type { Session } from "../session.ts";
import { toCodeAction, toDiagnostic, toTextEdit } from "../to-lsp.ts";
import { viewOf } from "../view.ts";

/** All safe fixes of a document, also for `editor.codeActionsOnSave`. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.drRunbooks`;

/** Quick fixes of the findings that touch the asked range, in a document or in a cell of a notebook. */
export function handleCodeActions(session: Session): void {
  session.connection.onCodeAction(({ textDocument: { uri }, range, context }) =>
    session.guarded<CodeAction[]>(`Quick fixes of ${uri}`, async () => {
      const wants = (kind: CodeActionKind): boolean => context.only?.some((only) => isWithin(kind, only)) ?? true;
      const document = session.documents.get(uri);
      const findings = document && (await session.findingsOf(document));
      if (document && findings) {
        return withoutRepeats([
          ...(wants(CodeActionKind.QuickFix) ? documentActions(document, findings, range) : []),
          // Among the quick fixes of a line it would be out of place.
          ...(context.only && wants(FIX_ALL) ? fixAll(document, findings) : []),
          ...(await runbookActions(session, uri, range, wants)),
          ...(wants(CodeActionKind.RefactorRewrite) ? await inventoryActions(session, document) : []),
        ]);
      }
      const notebook = session.notebooks.findNotebookDocumentForCell(uri);
      if (!notebook) return [];
      return withoutRepeats([
        ...(wants(CodeActionKind.QuickFix)
          ? cellActions(session, await checkNotebook(session, notebook), notebook.uri, uri, range)
          : []),
        ...(await runbookActions(session, uri, range, wants)),
      ]);
    }, []),
  );
}

/** What a finding's fix does already is not offered by another name. */
function withoutRepeats(actions: readonly CodeAction[]): CodeAction[] {
  const seen = new Set<string>();
  return actions.filter(({ edit }) => {
    if (!edit) return true;
    const key = JSON.stringify(edit);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Changes that are offered where nothing is wrong. One that needs what is in no cell is not offered there. */
async function runbookActions(
  session: Session,
  uri: string,
  range: Range,
  wants: (kind: CodeActionKind) => boolean,
): Promise<CodeAction[]> {
  const view = await viewOf(session, uri);
  const start = view?.offsetAt(range.start);
  if (view?.analysis.kind !== "runbook" || start === undefined) return [];
  const span = spanOf(start, Math.max(start, view.offsetAt(range.end) ?? start));
  return actionsAt(view.analysis.runbook, span, { context: view.context }).flatMap(
    ({ title, kind, edits }): CodeAction[] => {
      if (!wants(kind)) return [];
      const shown = edits.map((edit) => ({ edit, shown: view.show(edit.span) }));
      const texts = shown.flatMap((each) => (each.shown?.exact ? [{ ...each.shown, newText: each.edit.newText }] : []));
      // A block in Markdown that becomes a step becomes a cell of its own.
      const isMarkdown = view.uri !== uri && view.asked.languageId === "markdown";
      const needsMore = isMarkdown || texts.length < edits.length;
      const command = needsMore ? notebookCommand(session, view.uri, view.text, title, edits) : undefined;
      if (command) return [{ title, kind, command }];
      if (texts.length < edits.length) return [];
      const changes = texts.map(({ document, range: where, newText }) => ({
        textDocument: { uri: document.uri, version: document.version },
        edits: [{ range: where, newText }],
      }));
      return [{ title, kind, edit: { documentChanges: joined(changes) } }];
    },
  );
}

/** One entry for each document. */
function joined(changes: readonly TextDocumentEdit[]): TextDocumentEdit[] {
  const result = new Map<string, TextDocumentEdit>();
  for (const { textDocument, edits } of changes) {
    const known = result.get(textDocument.uri);
    result.set(textDocument.uri, { textDocument, edits: [...(known?.edits ?? []), ...edits] });
  }
  return [...result.values()];
}

/** Kinds are parted by dots; `source` asks for `source.fixAll` too. */
function isWithin(kind: CodeActionKind, asked: CodeActionKind): boolean {
  return kind === asked || kind.startsWith(`${asked}.`) || asked === "";
}

function fixAll(document: OpenDocument, findings: readonly Finding[]): CodeAction[] {
  const edits = safeEdits(findings).map((edit) => toTextEdit(edit, document.lines));
  if (edits.length === 0) return [];
  return [
    {
      title: "Apply all safe fixes",
      kind: FIX_ALL,
      edit: { documentChanges: [{ textDocument: { uri: document.uri, version: document.version }, edits }] },
    },
  ];
}

function documentActions(document: OpenDocument, findings: readonly Finding[], range: Range): CodeAction[] {
  return findings
    .filter((finding) => touches(finding, range, document.lines))
    .flatMap((finding) =>
      actions(finding, document.lines, ({ edits }) => [
        {
          textDocument: { uri: document.uri, version: document.version },
          edits: edits.map((edit) => toTextEdit(edit, document.lines)),
        },
      ]),
    );
}

/** A fix may edit other cells, such as the front matter's; one that needs what is in no cell is left to the client. */
function cellActions(
  session: Session,
  { documents, findings, joined: { place, text } }: NotebookCheck,
  notebook: string,
  uri: string,
  range: Range,
): CodeAction[] {
  return findings
    .filter(({ finding, document }) => document.uri === uri && touches(finding, range, document.linesWithLineFeeds))
    .flatMap(({ finding, document }) =>
      actions(finding, document.linesWithLineFeeds, ({ title, edits }) => {
        const texts = edits.flatMap((edit) => {
          const placed = place(edit.span);
          const target = placed && documents[placed.cell];
          return placed?.exact && target ? [{ target, edit: { ...edit, span: placed.span } }] : [];
        });
        const needsMore = document.languageId === "markdown" || texts.length < edits.length;
        const command = needsMore ? notebookCommand(session, notebook, text, title, edits) : undefined;
        if (command || texts.length < edits.length) return command;
        return texts.map(({ target, edit }) => ({
          textDocument: { uri: target.uri, version: target.version },
          edits: [toTextEdit(edit, target.linesWithLineFeeds)],
        }));
      }),
    );
}

function touches({ span }: Finding, range: Range, lines: LineMap): boolean {
  return span.start <= lines.offsetAt(range.end) && lines.offsetAt(range.start) <= span.end;
}

function actions(
  finding: Finding,
  lines: LineMap,
  changesOf: (fix: Fix) => TextDocumentEdit[] | Command | undefined,
): readonly CodeAction[] {
  const diagnostic = toDiagnostic(finding, lines);
  return finding.fixes.flatMap((fix, index) => {
    const changes = changesOf(fix);
    return changes ? [toCodeAction(fix, index === 0, diagnostic, changes)] : [];
  });
}
