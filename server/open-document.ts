import type { TextDocumentContentChangeEvent, TextDocumentsConfiguration } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type DocumentKind, detectDocument } from "../core/document.ts";
import { type Analysis, analyse } from "../core/language/analyse.ts";
import { SectionMemory } from "../core/runbook/section-memory.ts";
import { LineMap } from "../core/text/line-map.ts";
import { toPath } from "./from-lsp.ts";

/** One version of a document that is open in the editor. What it is parsed to is worked out once, when first asked for. */
export class OpenDocument {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  readonly text: string;
  readonly path: string;
  readonly source: TextDocument;
  /** What its versions share, so that only what has changed is read again. */
  readonly #memory: SectionMemory;
  #kind: DocumentKind | undefined;
  #analysis: Analysis | undefined;
  #lines: LineMap | undefined;
  #earlierLines: LineMap | undefined;

  constructor(source: TextDocument, earlier?: OpenDocument) {
    this.#memory = earlier ? earlier.#memory : new SectionMemory();
    this.#earlierLines = earlier && (earlier.#lines ?? earlier.#earlierLines);
    this.source = source;
    this.uri = source.uri;
    this.languageId = source.languageId;
    this.version = source.version;
    this.text = source.getText();
    this.path = toPath(source.uri);
  }

  get kind(): DocumentKind {
    this.#kind ??= kindOf(this);
    return this.#kind;
  }

  get analysis(): Analysis {
    this.#analysis ??= analyse(this.kind, this.text, this.#memory);
    return this.#analysis;
  }

  get lines(): LineMap {
    this.#lines ??= new LineMap(this.text, this.#earlierLines);
    this.#earlierLines = undefined;
    return this.#lines;
  }

  /** For offsets into the text with its line endings turned to LF. */
  get linesWithLineFeeds(): LineMap {
    return this.text.includes("\r") ? new LineMap(this.text.replace(/\r\n?/g, "\n")) : this.lines;
  }
}

/** The language that the user chose in the editor goes before the name; Markdown is never a runbook by its headings alone. */
function kindOf({ languageId, path, text }: OpenDocument): DocumentKind {
  if (languageId === "mysql-option-file") return "option-file";
  return detectDocument(languageId === "markdown" && !/\.\w+$/.test(path) ? `${path}.md` : path, text);
}

export const openDocuments: TextDocumentsConfiguration<OpenDocument> = {
  create(uri, languageId, version, content) {
    return new OpenDocument(TextDocument.create(uri, languageId, version, typeof content === "string" ? content : ""));
  },
  update(document, changes: TextDocumentContentChangeEvent[], version) {
    return new OpenDocument(TextDocument.update(document.source, changes, version), document);
  },
};
