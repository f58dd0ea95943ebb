import MarkdownIt from "markdown-it";
import {
  createConnection,
  Emitter,
  ProposedFeatures,
  TextDocumentSyncKind,
  TextDocuments,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { createLanguageService, DiagnosticLevel, githubSlugifier, LogLevel } from "vscode-markdown-languageservice";

// The language service of VS Code's own Markdown support behind the least of a server, to compare with: it checks a document
// as soon as it has changed, and publishes what it finds.

const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
const changed = new Emitter<TextDocument>();
const parser = new MarkdownIt({ html: true });

const service = createLanguageService({
  workspace: {
    workspaceFolders: [],
    onDidChangeMarkdownDocument: changed.event,
    onDidCreateMarkdownDocument: new Emitter<TextDocument>().event,
    onDidDeleteMarkdownDocument: new Emitter<never>().event,
    getAllMarkdownDocuments: async () => documents.all(),
    hasMarkdownDocument: (uri) => documents.get(uri.toString()) !== undefined,
    openMarkdownDocument: async (uri) => documents.get(uri.toString()),
    stat: async () => undefined,
    readDirectory: async () => [],
  },
  parser: { slugifier: githubSlugifier, tokenize: async (document) => parser.parse(document.getText(), {}) },
  logger: { level: LogLevel.Off, log: () => {} },
});

const { warning } = DiagnosticLevel;
const options = {
  validateReferences: warning,
  validateFragmentLinks: warning,
  validateFileLinks: warning,
  validateMarkdownFileLinkFragments: warning,
  validateUnusedLinkDefinitions: warning,
  validateDuplicateLinkDefinitions: warning,
  ignoreLinks: [],
};
const never = { isCancellationRequested: false, onCancellationRequested: new Emitter<unknown>().event };

async function publish(document: TextDocument): Promise<void> {
  const diagnostics = await service.computeDiagnostics(document, options, never);
  await connection.sendDiagnostics({ uri: document.uri, version: document.version, diagnostics });
}

documents.onDidChangeContent(({ document }) => {
  changed.fire(document);
  void publish(document);
});
connection.onInitialize(() => ({ capabilities: { textDocumentSync: TextDocumentSyncKind.Incremental } }));
documents.listen(connection);
connection.listen();
