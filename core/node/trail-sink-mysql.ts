import type { Sink, SinkRecord } from "../audit/sink.ts";
import type { Cluster } from "../cluster/inventory-types.ts";
import type { Connector, QueryOutcome, Session } from "../run/ports.ts";

export interface MysqlSinkOptions {
  readonly cluster: Cluster;
  readonly connector: Connector;
  readonly required: boolean;
  /** Milliseconds for one delivery. Default 10,000. */
  readonly timeoutMs?: number;
}

/** ER_DUP_ENTRY. */
const duplicate = 1062;
const schema = "dr_runbooks_trail";
const ownSettings = "SET SESSION autocommit = 1, sql_mode = 'TRADITIONAL'";

/** Adds rows to the tables of `sink-schema.ts`, on the first node of the cluster that takes writes. */
export function mysqlSink({ cluster, connector, required, timeoutMs = 10_000 }: MysqlSinkOptions): Sink {
  let session: Session | undefined;
  const connect = async (signal: AbortSignal): Promise<Session> => {
    if (session?.open) return session;
    const reasons: string[] = [];
    for (const node of cluster.nodes) {
      const outcome = await connector.connect(cluster, node, signal);
      if (outcome.status === "refused") reasons.push(outcome.message);
      else if (outcome.session.identity.readOnly) {
        reasons.push(`${node.name} is read-only.`);
        await outcome.session.close();
      } else {
        // Servers may leave transactions open (autocommit=0) or shorten values: neither is "the sink has it".
        const prepared = await outcome.session.query(ownSettings, { signal });
        if (prepared.status === "ok") {
          session = outcome.session;
          return session;
        }
        reasons.push(`${node.name}: ${reasonOf(prepared)}`);
        await outcome.session.close();
      }
    }
    throw new Error(`no node of ${cluster.name} takes writes. ${reasons.join(" ")}`);
  };
  const insert = async ({ statement, rows }: Insert, signal: AbortSignal) => {
    for (let attempt = 0; ; attempt++) {
      const outcome = await (await connect(signal)).query(statement, { signal });
      if (outcome.status === "ok") {
        if (outcome.affectedRows === rows) return;
        throw new Error(`it took ${outcome.affectedRows} of ${rows} rows`);
      }
      // Rows of a log come from its one writer: those that are there after a lost answer are the ones just sent.
      if (attempt > 0 && outcome.status === "error" && outcome.errno === duplicate) return;
      if (outcome.status !== "lost" || attempt > 0) throw new Error(reasonOf(outcome));
    }
  };
  return {
    name: `the cluster ${cluster.name}`,
    required,
    async deliver(records) {
      const signal = AbortSignal.timeout(timeoutMs);
      for (const one of insertsFor(records)) await insert(one, signal);
    },
    async close() {
      await session?.close();
    },
  };
}

function reasonOf(outcome: Exclude<QueryOutcome, { status: "ok" }>): string {
  return outcome.status === "error" ? `${outcome.message} (${outcome.errno})` : outcome.message;
}

interface Insert {
  readonly statement: string;
  readonly rows: number;
}

/** Every value is a hexadecimal literal: nothing in a line can break out of it, whatever the sql_mode. */
function* insertsFor(records: readonly SinkRecord[]): Generator<Insert> {
  const text = (value: string) => `x'${Buffer.from(value).toString("hex")}'`;
  const entries = records.filter((record) => record.kind === "entry");
  // Lines have at most 60 KiB; a packet has room for many of them.
  for (let at = 0; at < entries.length; at += 16) {
    const rows = entries
      .slice(at, at + 16)
      .map(
        ({ log, seq, type, hash, line }) =>
          `(${text(log)}, ${seq}, ${text(type)}, x'${hash}', x'${Buffer.from(line).toString("hex")}')`,
      );
    const statement = `INSERT INTO ${schema}.entries (log, seq, type, hash, line) VALUES ${rows.join(", ")}`;
    yield { statement, rows: rows.length };
  }
  for (const record of records) {
    if (record.kind !== "checkpoint") continue;
    const { log, size, root, note } = record;
    const values = `${text(log)}, ${size}, x'${root}', ${text(note)}`;
    yield { statement: `INSERT INTO ${schema}.checkpoints (log, size, root, note) VALUES (${values})`, rows: 1 };
  }
}
