import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
  createProtocolConnection,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import { toCells } from "../core/runbook/cells.ts";
import { median, time } from "../tools/benchmark/measure.ts";
import type { Bench, Result } from "../tools/benchmark/result.ts";
import { root } from "../tools/root.ts";

const KEYSTROKES = 100;
const WARM_UP = 20;
/** Between two letters: somebody who types fast. */
const PAUSE_MS = 40;
/** The document of the large case is the small one repeated. */
const TIMES = 40;

/** The bundled server on the other side of a pipe, with one document open. */
class Typist {
  readonly #server: ChildProcess;
  readonly #connection: ProtocolConnection;
  readonly #uri = "file:///bench/large.runbook.md";
  readonly #started = performance.now();
  #waiting: { version: number; done: () => void } | undefined;
  findings = 0;

  constructor() {
    this.#server = spawn(process.execPath, [join(root, "dist", "server.cjs"), "--stdio"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const { stdin, stdout } = this.#server;
    if (!stdin || !stdout) throw new Error("The server has no standard input and output.");
    this.#connection = createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
    this.#connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
      this.findings = params.diagnostics.length;
      if (this.#waiting && params.version === this.#waiting.version) this.#waiting.done();
    });
    this.#connection.listen();
  }

  /** Milliseconds from the start of the process. */
  async ready(): Promise<number> {
    await this.#connection.sendRequest("initialize", { processId: process.pid, rootUri: null, capabilities: {} });
    await this.#connection.sendNotification("initialized", {});
    return performance.now() - this.#started;
  }

  open(text: string): Promise<number> {
    const textDocument = { uri: this.#uri, languageId: "markdown", version: 1, text };
    return this.#until(1, () => this.#connection.sendNotification("textDocument/didOpen", { textDocument }));
  }

  type(version: number, line: number, text: string): Promise<number> {
    const position = { line, character: 0 };
    return this.#until(version, () =>
      this.#connection.sendNotification("textDocument/didChange", {
        textDocument: { uri: this.#uri, version },
        contentChanges: [{ range: { start: position, end: position }, text }],
      }),
    );
  }

  #until(version: number, act: () => Promise<void>): Promise<number> {
    const started = performance.now();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`No diagnostics for version ${version}.`)), 30_000);
      const done = (): void => {
        clearTimeout(timer);
        resolve(performance.now() - started);
      };
      this.#waiting = { version, done };
      act().catch(reject);
    });
  }

  /** MiB. */
  memory(): number {
    const status = readFileSync(`/proc/${this.#server.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
  }

  async end(): Promise<void> {
    await this.#connection.sendRequest("shutdown");
    await this.#connection.sendNotification("exit");
    this.#connection.dispose();
  }
}

interface Typed {
  readonly ready: number;
  readonly first: number;
  readonly p50: number;
  readonly p95: number;
  readonly memory: number;
  readonly findings: number;
}

/** One letter after the other into the first line of a SQL block in the middle of the text. */
async function typeInto(text: string): Promise<Typed> {
  const typist = new Typist();
  const ready = await typist.ready();
  const first = await typist.open(text);
  const middle = text.indexOf("```sql\n", text.length / 2);
  const line = text.slice(0, middle).split("\n").length;
  const waits: number[] = [];
  for (let version = 2; version < KEYSTROKES + WARM_UP + 2; version++) {
    await delay(PAUSE_MS);
    const wait = await typist.type(version, line, version === 2 ? "-- \n" : "x");
    if (version > WARM_UP + 1) waits.push(wait);
  }
  const sorted = waits.toSorted((a, b) => a - b);
  const p95 = sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN;
  const typed = { ready, first, p50: median(waits), p95, memory: typist.memory(), findings: typist.findings };
  await typist.end();
  return typed;
}

const bench: Bench = async () => {
  const seed = readFileSync(join(root, "test", "fixtures", "seed.md"), "utf8");
  const small = await typeInto(seed);
  const large = await typeInto(seed.repeat(TIMES));
  const results: Result[] = [
    { name: "language server, ready", value: small.ready, unit: "ms" },
    { name: "first diagnostics, seed", value: small.first, unit: "ms", detail: `${small.findings} findings` },
    {
      name: `first diagnostics, seed × ${TIMES}`,
      value: large.first,
      unit: "ms",
      detail: `${large.findings} findings`,
    },
    { name: "keystroke → diagnostics, seed, p50", value: small.p50, unit: "ms" },
    { name: "keystroke → diagnostics, seed, p95", value: small.p95, unit: "ms", aim: 10 },
    { name: `keystroke → diagnostics, seed × ${TIMES}, p50`, value: large.p50, unit: "ms" },
    { name: `keystroke → diagnostics, seed × ${TIMES}, p95`, value: large.p95, unit: "ms", aim: 10 },
    { name: `keystroke → diagnostics, × ${TIMES} / × 1, p50`, value: large.p50 / small.p50, unit: "×", aim: 1.5 },
    { name: "language server, resident, seed", value: small.memory, unit: "MiB" },
    { name: `language server, resident, seed × ${TIMES}`, value: large.memory, unit: "MiB" },
  ];
  return [...results, ...(await cells(seed))];
};
export default bench;

/** What opening a notebook costs. */
async function cells(seed: string): Promise<readonly Result[]> {
  const results: Result[] = [];
  let before: number | undefined;
  for (const kilobytes of [3.5, 35, 352, 1800]) {
    const length = Math.round(kilobytes * 1000);
    const text = seed.repeat(Math.ceil(length / seed.length)).slice(0, length);
    const runs: number[] = [];
    for (let turn = 0; turn < 3; turn++) runs.push(await time(() => toCells(text)));
    const value = median(runs);
    results.push({ name: `cells of ${kilobytes} KB`, value, unit: "ms", ...(kilobytes === 352 ? { aim: 120 } : {}) });
    if (kilobytes === 1800 && before !== undefined)
      results.push({ name: "cells, 1.8 MB / 352 KB", value: value / before, unit: "×", aim: 6 });
    before = value;
  }
  return results;
}
