import type { Connection } from "mysql2";
import type { Warning } from "../../run/outcome.ts";
import type { QueryOptions, QueryOutcome, ServerIdentity, Session } from "../../run/ports.ts";
import type { Value } from "../../run/value.ts";
import type { DriverError } from "./driver-error.ts";
import { giveUp } from "./give-up.ts";
import { countRows, type RowLimits } from "./row-counter.ts";
import { type Column, toValue } from "./values.ts";

const defaultMaxRows = 1000;
const defaultMaxBytes = 4 * 1024 * 1024;
/** Result sets of one statement that are kept: a routine can send any number. */
const maxResultSets = 200;
/** After KILL QUERY, for the answer of the statement that was stopped. */
const answerMs = 3000;
/** ER_QUERY_INTERRUPTED, ER_QUERY_TIMEOUT, MariaDB's ER_STATEMENT_TIMEOUT. */
const interruptions = new Set([1317, 3024, 1969]);

/** Sends KILL QUERY for the session over a connection of its own; resolves to whether the server took it. */
export type KillQuery = () => Promise<boolean>;

interface Header {
  readonly affectedRows: number;
  readonly warningStatus?: number;
  readonly serverStatus?: number;
}

type Reply =
  | {
      readonly status: "ok";
      readonly resultSets: MutableResultSet[];
      readonly affectedRows: number;
      readonly warnings: number;
    }
  | { readonly status: "error"; readonly error: DriverError; readonly resultSets: MutableResultSet[] }
  | { readonly status: "lost"; readonly message: string };

interface MutableResultSet {
  columns: readonly string[];
  origins: readonly string[];
  rows: Value[][];
  rowCount: number;
  bytes?: number;
  sha256?: string;
}

export class MysqlSession implements Session {
  readonly identity: ServerIdentity;
  readonly #connection: Connection;
  readonly #kill: KillQuery;
  #lost: string | undefined;
  #transaction: { readonly open: boolean; readonly autocommit: boolean };
  #onLost: (message: string) => void = () => undefined;

  /** `connection` has logged in. */
  constructor(connection: Connection, identity: ServerIdentity, kill: KillQuery) {
    this.#connection = connection;
    this.identity = identity;
    this.#transaction = { open: false, autocommit: identity.autocommit };
    this.#kill = kill;
    connection.on("error", (error: DriverError) => this.#lose(error.message));
    connection.on("end", () => this.#lose("the server closed the connection"));
  }

  get open(): boolean {
    return this.#lost === undefined;
  }

  get transaction(): { readonly open: boolean; readonly autocommit: boolean } {
    return this.#transaction;
  }

  async query(statement: string, options: QueryOptions = {}): Promise<QueryOutcome> {
    const { signal } = options;
    const started = process.hrtime.bigint();
    const elapsedUs = () => Number((process.hrtime.bigint() - started) / 1000n);
    if (signal?.aborted)
      return { status: "aborted", effect: "none", message: "It was stopped before it was sent.", durationUs: 0 };
    if (this.#lost !== undefined) return { status: "lost", message: this.#lost, durationUs: 0 };

    const reply = this.#send(statement, {
      maxRows: options.maxRows ?? defaultMaxRows,
      maxBytes: options.maxBytes ?? defaultMaxBytes,
      ...(options.redact ? { redact: options.redact } : {}),
    });
    const abort = abortOf(signal);
    const first = await Promise.race([reply, abort.promise]);
    abort.dispose();
    if (first === "aborted") {
      const stopped = await this.#stop(reply, statement);
      await this.#afterError();
      return { ...stopped, durationUs: elapsedUs() };
    }
    const durationUs = elapsedUs();
    if (first.status === "lost") return { ...first, durationUs };
    if (first.status === "error") {
      await this.#afterError();
      const { error, resultSets } = first;
      return { ...toError(error), ...(resultSets.length > 0 ? { resultSets } : {}), durationUs };
    }
    const { resultSets, affectedRows } = first;
    const warnings = first.warnings > 0 ? await this.#warnings() : [];
    return { status: "ok", resultSets, affectedRows, warnings, durationUs };
  }

  async close(): Promise<void> {
    if (this.#lost !== undefined) return;
    this.#lost = "the session was closed";
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        giveUp(this.#connection);
        resolve();
      }, 1000);
      this.#connection.end(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #send(statement: string, limits: RowLimits): Promise<Reply> {
    return new Promise((resolve) => {
      const resultSets: MutableResultSet[] = [];
      let columns: readonly Column[] = [];
      let affectedRows = 0;
      let warnings = 0;
      let current: MutableResultSet | undefined;
      this.#onLost = (message) => resolve({ status: "lost", message });
      // Without a callback mysql2 hands over each row as it comes and keeps none; typeCast: false gives the bytes as sent.
      const query = this.#connection.query({ sql: statement, typeCast: false, rowsAsArray: true });
      countRows(query, limits, (counted) => {
        warnings = counted.warnings;
        this.#see(counted.status);
        if (current === undefined) return;
        const { rowCount, bytes, sha256 } = counted;
        Object.assign(current, { rowCount, bytes, sha256 });
      });
      query.on("fields", (fields: unknown) => {
        if (!Array.isArray(fields)) return;
        columns = (fields as Column[]).map(({ name, columnType, characterSet, encoding }) => ({
          name,
          columnType,
          characterSet,
          encoding,
        }));
        // mysql2 makes code of the names, and gives the connection up at one such as __proto__. Rows are arrays: it needs none.
        for (const [index, field] of (fields as { name: string }[]).entries()) field.name = `c${index}`;
        const origins = (fields as { orgName?: string }[]).map(({ orgName }) => orgName ?? "");
        current = { columns: columns.map(({ name }) => name), origins, rows: [], rowCount: 0 };
        if (resultSets.length < maxResultSets) resultSets.push(current);
      });
      query.on("result", (row: unknown) => {
        if (!Array.isArray(row)) {
          const header = row as Header;
          affectedRows += header.affectedRows;
          warnings = header.warningStatus ?? 0;
          if (header.serverStatus !== undefined) this.#see(header.serverStatus);
          return;
        }
        if (current === undefined) return;
        if (current.rowCount++ < limits.maxRows)
          current.rows.push(
            (row as (Uint8Array | null)[]).map((cell, index) => toValue(cell, columns[index] as Column)),
          );
      });
      query.on("error", (error: DriverError) => resolve({ status: "error", error, resultSets }));
      query.on("end", () => resolve({ status: "ok", resultSets, affectedRows, warnings }));
    });
  }

  /** SERVER_STATUS_IN_TRANS and SERVER_STATUS_AUTOCOMMIT of the protocol. */
  #see(status: number): void {
    this.#transaction = { open: (status & 1) !== 0, autocommit: (status & 2) !== 0 };
  }

  /** An error comes without status flags, and some roll the transaction back: an answer without effect tells. */
  async #afterError(): Promise<void> {
    if (this.#transaction.open && this.#lost === undefined)
      await Promise.race([this.#send("DO 0", { maxRows: 0, maxBytes: 0 }), pause(answerMs)]);
  }

  /** Asks the server to stop the statement and believes only what the server then says about it. */
  async #stop(
    reply: Promise<Reply>,
    statement: string,
  ): Promise<{ status: "aborted"; effect: "none" | "unknown"; message: string }> {
    const killed = await this.#kill();
    const last = killed ? await Promise.race([reply, pause(answerMs)]) : undefined;
    if (last === undefined) {
      this.#lose("the session was given up because its statement could not be stopped");
      giveUp(this.#connection);
      const why = killed ? "The server took KILL QUERY but the statement did not end" : "KILL QUERY could not be sent";
      return {
        status: "aborted",
        effect: "unknown",
        message: `${why}: it may still be running. Look at the processlist.`,
      };
    }
    // A routine may have committed some of its statements before the one that was interrupted.
    if (last.status === "error" && interruptions.has(last.error.errno ?? 0) && !/^\s*(call|\/\*)/i.test(statement)) {
      return { status: "aborted", effect: "none", message: "The server interrupted it." };
    }
    const answer =
      last.status === "ok"
        ? "the server answered it as done, which SELECT SLEEP and the like also do when they are interrupted"
        : last.status === "lost"
          ? last.message
          : last.error.message;
    return { status: "aborted", effect: "unknown", message: `It was to be stopped; ${answer}.` };
  }

  async #warnings(): Promise<Warning[]> {
    const reply = await this.#send("SHOW WARNINGS", { maxRows: 64, maxBytes: defaultMaxBytes });
    if (reply.status !== "ok") return [];
    return (reply.resultSets[0]?.rows ?? []).map(([level, code, message]) => ({
      level: String(level),
      code: Number(code),
      message: String(message),
    }));
  }

  #lose(message: string): void {
    this.#lost ??= message;
    this.#onLost(message);
  }
}

function toError(error: DriverError): { status: "error"; errno: number; sqlState: string; message: string } {
  return {
    status: "error",
    errno: error.errno ?? 0,
    sqlState: error.sqlState ?? "HY000",
    message: error.sqlMessage ?? error.message,
  };
}

function abortOf(signal: AbortSignal | undefined) {
  let onAbort: () => void = () => undefined;
  const promise = new Promise<"aborted">((resolve) => {
    onAbort = () => resolve("aborted");
    signal?.addEventListener("abort", onAbort, { once: true });
  });
  return { promise, dispose: () => signal?.removeEventListener("abort", onAbort) };
}

function pause(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms).unref());
}
