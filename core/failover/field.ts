import type { ServerIdentity } from "../run/ports.ts";
import type { Row, Value } from "../run/value.ts";
import type { Dialect } from "./dialect.ts";

/** One reachable instance of the cluster. `host` and `port` are those that the other instances reach it by. */
export interface Instance {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly identity: ServerIdentity;
  readonly dialect: Dialect;
}

export interface QueryLimits {
  /** Milliseconds until the statement is killed; the step's own timeout holds besides. */
  readonly timeoutMs?: number;
  /** For undoing: runs although the step was cancelled or timed out. */
  readonly always?: boolean;
  /** Text for evidence and trail in place of the statement, where that holds a secret. */
  readonly shown?: string;
}

/** What a failover flow may do, and nothing else. The runner makes it real; tests of the flow run it on real servers. */
export interface Field {
  readonly instances: readonly Instance[];
  /** Monotonic milliseconds. */
  monotonic(): number;
  sleep(ms: number): Promise<void>;
  /** A SQL string literal, safe under the instance's sql_mode. */
  literal(instance: Instance, text: string): Promise<string>;
  /** Rows of the last result set. Throws `MoveFailed` when the statement fails, is killed or loses its connection. */
  query(instance: Instance, statement: string, limits?: QueryLimits): Promise<readonly Row[]>;
  /** Intent to the trail, then the act, then its outcome to the trail. */
  move<T>(name: string, instances: readonly Instance[], act: () => Promise<T>): Promise<T>;
}

/** A move that did not succeed: the flow goes no further. The message names instance and reason. */
export class MoveFailed extends Error {
  override readonly name = "MoveFailed";
}

/** A column by its newest name, whatever name this server gives it. */
export function column(row: Row, name: string): Value | undefined {
  if (name in row) return row[name];
  const old = name.replaceAll("Source", "Master").replaceAll("Replica", "Slave");
  return row[old];
}

export function isOn(value: Value | undefined): boolean {
  return (
    value === true ||
    value === 1n ||
    value === 1 ||
    value === "1" ||
    value === "ON" ||
    value === "YES" ||
    value === "Yes"
  );
}

/** Runs all to their end, then throws the first failure: nothing is left under way when the flow goes on. */
export async function allOf(acts: readonly Promise<unknown>[]): Promise<void> {
  for (const settled of await Promise.allSettled(acts)) if (settled.status === "rejected") throw settled.reason;
}
