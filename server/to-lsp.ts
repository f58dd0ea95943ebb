import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  DiagnosticSeverity,
  type TextEdit as LspEdit,
  type DocumentSymbol as LspSymbol,
  SymbolKind,
  type TextDocumentEdit,
} from "vscode-languageserver/node";
import type { DocumentSymbol } from "../core/language/document-symbols.ts";
import type { Finding, Fix, Severity, TextEdit } from "../core/lint/rule.ts";
import { rules } from "../core/lint/rules/index.ts";
import type { LineMap } from "../core/text/line-map.ts";

const SOURCE = "dr-runbooks";

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

export function toDiagnostic(finding: Finding, lines: LineMap): Diagnostic {
  const { code, rule, severity, message, span } = finding;
  const manual = rules.find(({ id }) => id === rule)?.references[0];
  return {
    range: lines.rangeOf(span),
    severity: SEVERITIES[severity],
    code,
    ...(manual === undefined ? {} : { codeDescription: { href: manual } }),
    source: SOURCE,
    message,
    data: { rule },
  };
}

export function toCodeAction(
  fix: Fix,
  first: boolean,
  diagnostic: Diagnostic,
  changes: TextDocumentEdit[],
): CodeAction {
  return {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    isPreferred: first && fix.safety === "safe",
    edit: { documentChanges: changes },
  };
}

export function toTextEdit({ span, newText }: TextEdit, lines: LineMap): LspEdit {
  return { range: lines.rangeOf(span), newText };
}

const SYMBOL_KINDS: Readonly<Record<DocumentSymbol["kind"], SymbolKind>> = {
  heading: SymbolKind.String,
  step: SymbolKind.Function,
  group: SymbolKind.Namespace,
  setting: SymbolKind.Property,
  cluster: SymbolKind.Module,
  node: SymbolKind.Object,
};

export function toDocumentSymbol(symbol: DocumentSymbol, lines: LineMap): LspSymbol {
  return {
    name: symbol.name,
    ...(symbol.detail === undefined ? {} : { detail: symbol.detail }),
    kind: SYMBOL_KINDS[symbol.kind],
    range: lines.rangeOf(symbol.span),
    selectionRange: lines.rangeOf(symbol.selection),
    children: symbol.children.map((child) => toDocumentSymbol(child, lines)),
  };
}
