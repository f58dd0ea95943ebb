import {
  type CodeAction,
  CodeActionKind,
  CompletionItemKind,
  CompletionItemTag,
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
  FoldingRangeKind,
  InsertTextFormat,
  type CompletionItem as LspCompletion,
  type TextEdit as LspEdit,
  type FoldingRange as LspFolding,
  type DocumentSymbol as LspSymbol,
  type Range,
  SymbolKind,
  type TextDocumentEdit,
} from "vscode-languageserver/node";
import type { DocumentSymbol } from "../core/language/document-symbols.ts";
import type { CompletionItem, FoldingRange } from "../core/language/features.ts";
import { nodeRules } from "../core/lint/nodes/index.ts";
import type { Finding, Fix, RelatedPlace, Severity, TextEdit } from "../core/lint/rule.ts";
import { rules } from "../core/lint/rules/index.ts";
import type { LineMap } from "../core/text/line-map.ts";
import { toUri } from "./from-lsp.ts";

const SOURCE = "dr-runbooks";

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

const manuals = new Map([...rules, ...nodeRules].map(({ id, references }) => [id, references[0]]));

/** What an editor shows faded or struck through. */
const TAGS: ReadonlyMap<string, DiagnosticTag> = new Map([
  ["unused-variable", DiagnosticTag.Unnecessary],
  ["unreachable-step", DiagnosticTag.Unnecessary],
  ["deprecated-statement", DiagnosticTag.Deprecated],
  ["deprecated-setting", DiagnosticTag.Deprecated],
  ["old-column-name", DiagnosticTag.Deprecated],
]);

export function toDiagnostic(finding: Finding, lines: LineMap): Diagnostic {
  const { code, rule, severity, message, span, related } = finding;
  const ofRule = ABOUT_RULES.get(rule) ?? aboutRule(rule);
  ABOUT_RULES.set(rule, ofRule);
  const diagnostic: Diagnostic = {
    range: lines.rangeOf(span),
    severity: SEVERITIES[severity],
    code,
    source: SOURCE,
    message,
  };
  if (ofRule.codeDescription) diagnostic.codeDescription = ofRule.codeDescription;
  if (ofRule.tags) diagnostic.tags = ofRule.tags;
  if (related) diagnostic.relatedInformation = related.map(toRelatedInformation);
  return diagnostic;
}

/** What all diagnostics of a rule share: a large document has a thousand of them, made again for each key. */
type AboutRule = Pick<Diagnostic, "codeDescription" | "tags">;

const ABOUT_RULES = new Map<string, AboutRule>();

function aboutRule(rule: string): AboutRule {
  const manual = manuals.get(rule);
  const tag = TAGS.get(rule);
  return {
    ...(manual === undefined ? {} : { codeDescription: { href: manual } }),
    ...(tag === undefined ? {} : { tags: [tag] }),
  };
}

function toRelatedInformation({ path, range, message }: RelatedPlace): DiagnosticRelatedInformation {
  return { location: { uri: toUri(path), range }, message };
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

const COMPLETION_KINDS: Readonly<Record<CompletionItem["kind"], CompletionItemKind>> = {
  group: CompletionItemKind.Module,
  setting: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  keyword: CompletionItemKind.Keyword,
  file: CompletionItemKind.File,
  variable: CompletionItemKind.Variable,
  step: CompletionItemKind.Event,
  node: CompletionItemKind.Constant,
  column: CompletionItemKind.Field,
  function: CompletionItemKind.Function,
  snippet: CompletionItemKind.Snippet,
};

export function toCompletionItem(
  item: CompletionItem,
  range: Range,
  data: unknown,
  takesSnippets: boolean,
): LspCompletion {
  const snippet = takesSnippets ? item.snippet : undefined;
  return {
    label: item.label,
    kind: COMPLETION_KINDS[item.kind],
    ...(item.detail === undefined ? {} : { detail: item.detail }),
    ...(item.documentation === undefined ? {} : { documentation: { kind: "markdown", value: item.documentation } }),
    textEdit: { range, newText: snippet ?? item.newText },
    ...(snippet === undefined ? {} : { insertTextFormat: InsertTextFormat.Snippet }),
    sortText: item.sortText,
    ...(item.deprecated ? { tags: [CompletionItemTag.Deprecated] } : {}),
    ...(data === undefined ? {} : { data }),
  };
}

export function toFoldingRange({ kind, span }: FoldingRange, lines: LineMap): LspFolding {
  const { start, end } = lines.rangeOf(span);
  return {
    startLine: start.line,
    endLine: end.line,
    kind: kind === "comment" ? FoldingRangeKind.Comment : FoldingRangeKind.Region,
  };
}
