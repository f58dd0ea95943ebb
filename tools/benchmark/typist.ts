import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import {
  type ClientCapabilities,
  createProtocolConnection,
  type DocumentDiagnosticReport,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import { median } from "./measure.ts";

const KEYSTROKES = 100;
const WARM_UP = 40;
/** Between two letters: somebody who types fast. */
const PAUSE_MS = 40;
const LONGEST_WAIT_MS = 30_000;

/** Milliseconds, MiB. */
export interface Typed {
  readonly ready: number;
  readonly first: number;
  readonly p50: number;
  readonly p95: number;
  readonly memory: number;
  readonly findings: number;
}

/** A language server on the other side of a pipe, with one document open. */
class Typist {
  readonly connection: ProtocolConnection;
  readonly uri = "file:///bench/large.runbook.md";
  findings = 0;
  readonly #server: ChildProcess;
  readonly #started = performance.now();
  #waiting: { version: number; done: () => void } | undefined;
  #resultId: string | undefined;

  /** `file`: what Node runs as the server. */
  constructor(file: string) {
    this.#server = spawn(process.execPath, [file, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
    const { stdin, stdout } = this.#server;
    if (!stdin || !stdout) throw new Error("The server has no standard input and output.");
    this.connection = createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
    this.connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
      this.findings = params.diagnostics.length;
      if (this.#waiting && params.version === this.#waiting.version) this.#waiting.done();
    });
    this.connection.listen();
  }

  /** Milliseconds from the start of the process. */
  async ready(capabilities: ClientCapabilities): Promise<number> {
    await this.connection.sendRequest("initialize", { processId: process.pid, rootUri: null, capabilities });
    await this.connection.sendNotification("initialized", {});
    return performance.now() - this.#started;
  }

  open(text: string): Promise<void> {
    const textDocument = { uri: this.uri, languageId: "markdown", version: 1, text };
    return this.connection.sendNotification("textDocument/didOpen", { textDocument });
  }

  type(version: number, line: number, text: string): Promise<void> {
    const position = { line, character: 0 };
    return this.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri: this.uri, version },
      contentChanges: [{ range: { start: position, end: position }, text }],
    });
  }

  published(version: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error(`No diagnostics for version ${version}.`));
      const timer = setTimeout(late, LONGEST_WAIT_MS);
      this.#waiting = {
        version,
        done() {
          clearTimeout(timer);
          resolve();
        },
      };
    });
  }

  async pull(): Promise<void> {
    const report: DocumentDiagnosticReport = await this.connection.sendRequest("textDocument/diagnostic", {
      textDocument: { uri: this.uri },
      previousResultId: this.#resultId,
    });
    this.#resultId = report.resultId;
    if (report.kind === "full") this.findings = report.items.length;
  }

  /** MiB. */
  memory(): number {
    const status = readFileSync(`/proc/${this.#server.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
  }

  async end(): Promise<void> {
    await this.connection.sendRequest("shutdown");
    await this.connection.sendNotification("exit");
    this.connection.dispose();
  }
}

/**
 * One letter after the other into the first line of a SQL block in the middle of the text, and after each of them the
 * diagnostics: sent by the server, or asked for.
 */
export async function typeInto(server: string, text: string, how: "sent" | "asked for" = "sent"): Promise<Typed> {
  const typist = new Typist(server);
  const ready = await typist.ready(how === "sent" ? {} : { textDocument: { diagnostic: {} } });
  const until = async (version: number, act: () => Promise<void>): Promise<number> => {
    const started = performance.now();
    const published = how === "sent" ? typist.published(version) : undefined;
    await act();
    await (published ?? typist.pull());
    return performance.now() - started;
  };
  const first = await until(1, () => typist.open(text));
  const middle = text.indexOf("```sql\n", text.length / 2);
  const line = text.slice(0, middle).split("\n").length;
  const waits: number[] = [];
  for (let version = 2; version < KEYSTROKES + WARM_UP + 2; version++) {
    await delay(PAUSE_MS);
    const wait = await until(version, () => typist.type(version, line, version === 2 ? "-- \n" : "x"));
    if (version > WARM_UP + 1) waits.push(wait);
  }
  const sorted = waits.toSorted((a, b) => a - b);
  const p95 = sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN;
  const typed = { ready, first, p50: median(waits), p95, memory: typist.memory(), findings: typist.findings };
  await typist.end();
  return typed;
}
