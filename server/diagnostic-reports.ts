import { randomUUID } from "node:crypto";
import {
  type Diagnostic,
  DocumentDiagnosticReportKind,
  type FullDocumentDiagnosticReport,
  type UnchangedDocumentDiagnosticReport,
} from "vscode-languageserver/node";
import type { Finding } from "../core/lint/rule.ts";
import { commonEnds } from "../core/text/common-ends.ts";

export type Report = FullDocumentDiagnosticReport | UnchangedDocumentDiagnosticReport;

/** What is wrong with a document now. Spans count in `text`. */
export interface Found {
  readonly text: string;
  readonly findings: readonly Finding[];
  /** The findings as they are told. */
  readonly toDiagnostics: () => Diagnostic[];
}

interface Told {
  readonly id: string;
  readonly text: string;
  readonly findings: readonly Finding[];
  readonly diagnostics: Diagnostic[];
}

/** What a client that asks was last told of each document: it is told again only what has changed. */
export class DiagnosticReports {
  readonly #told = new Map<string, Told>();
  readonly #acknowledged = new Map<string, string>();
  /** A client may come with what another run of the server has told it. */
  readonly #run = randomUUID();
  #count = 0;

  /** The answer about a document that was asked about. */
  of(uri: string, found: Found, previousId: string | undefined): Report {
    if (previousId !== undefined) this.#acknowledged.set(uri, previousId);
    const { told, isNews } = this.#tell(uri, found);
    return !isNews && told.id === previousId
      ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId: told.id }
      : fullReport(told);
  }

  /**
   * What goes with the answer about another document. An answer may be thrown away, so it is told until the client comes with
   * its id; undefined from then on.
   */
  related(uri: string, found: Found): Report | undefined {
    const { told } = this.#tell(uri, found);
    return told.id === this.#acknowledged.get(uri) ? undefined : fullReport(told);
  }

  /** Whether there is anything to tell that was not told, to a client that is told without asking. */
  hasNews(uri: string, found: Found): boolean {
    return this.#tell(uri, found).isNews;
  }

  forget(uri: string): void {
    this.#told.delete(uri);
    this.#acknowledged.delete(uri);
  }

  #tell(uri: string, { text, findings, toDiagnostics }: Found): { readonly told: Told; readonly isNews: boolean } {
    const before = this.#told.get(uri);
    if (before?.findings === findings && before.text === text) return { told: before, isNews: false };
    const diagnostics = toDiagnostics();
    const isNews = !before || !isSame(before.diagnostics, diagnostics) || isTouched(before, text);
    const told = { id: isNews ? `${this.#run} ${++this.#count}` : before.id, text, findings, diagnostics };
    this.#told.set(uri, told);
    return { told, isNews };
  }
}

function fullReport({ id, diagnostics }: Told): Report {
  return { kind: DocumentDiagnosticReportKind.Full, resultId: id, items: diagnostics };
}

function isSame(a: readonly Diagnostic[], b: readonly Diagnostic[]): boolean {
  return a.length === b.length && a.every((item, index) => isSameDiagnostic(item, b[index]));
}

function isSameDiagnostic(a: Diagnostic, b: Diagnostic | undefined): boolean {
  return (
    b !== undefined &&
    a.code === b.code &&
    a.severity === b.severity &&
    a.message === b.message &&
    a.range.start.line === b.range.start.line &&
    a.range.start.character === b.range.start.character &&
    a.range.end.line === b.range.end.line &&
    a.range.end.character === b.range.end.character &&
    JSON.stringify(a.relatedInformation) === JSON.stringify(b.relatedInformation)
  );
}

/** An editor moves what it shows as the text is edited: where an edit touched a place, it must be told the place again. */
function isTouched({ text: before, findings }: Told, text: string): boolean {
  const { start, end } = commonEnds(before, text);
  const editEnd = before.length - end;
  return findings.some(({ span }) => span.start <= editEnd && start <= span.end);
}
