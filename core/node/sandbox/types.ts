import type { Flavor, Version } from "../../mysql/flavor.ts";
import type { ProcessRef } from "../instances/processes.ts";

/** How the replicas follow the first node: by GTID, by file and position, as a replication group, or not at all. */
export type Replication = "gtid" | "position" | "group" | "none";
export const REPLICATIONS: readonly Replication[] = ["gtid", "position", "group", "none"];

export interface SandboxOptions {
  /** Folder whose `clusters.yaml` gets the entry. */
  readonly workspace: string;
  /** Also the cluster's name in `clusters.yaml`. Default `sandbox`. */
  readonly name?: string;
  /** Default: that of `server`, else MySQL. */
  readonly flavor?: Flavor;
  /** A server program or its folder; otherwise the first one found, otherwise one is fetched. */
  readonly server?: string;
  /** 1–9, default 3. */
  readonly nodes?: number;
  readonly replication?: Replication;
  readonly semiSync?: boolean;
  /** `watch`: servers and folders go when this process ends, however it ends. `detach` (default): they stay until `stopSandbox`. */
  readonly parent?: "watch" | "detach";
  /** Folder of the state, default `stateFolder()`. */
  readonly state?: string;
  readonly signal?: AbortSignal;
}

export interface SandboxNode {
  readonly name: string;
  readonly role: "source" | "replica";
  readonly host: "127.0.0.1";
  readonly port: number;
  readonly socket: string;
  /** Holds my.cnf, the data directory `data`, and `error.log`. */
  readonly folder: string;
  readonly optionFile: string;
  readonly process?: ProcessRef;
}

export interface Account {
  readonly user: string;
  readonly password: string;
  /** Option file, readable by its owner alone, whose [client] group holds both. */
  readonly file: string;
}

/** What lies in `sandbox.json`, written before anything it names comes to be. */
export interface SandboxState {
  readonly name: string;
  readonly phase: "starting" | "up";
  readonly flavor: Flavor;
  readonly versionText: string;
  readonly binary: string;
  readonly replication: Replication;
  readonly semiSync: boolean;
  readonly parent: "watch" | "detach";
  /** The process that starts it, or that it dies with. */
  readonly owner: ProcessRef;
  readonly createdAt: string;
  readonly inventory: string;
  /** Whether clusters.yaml was there before. */
  readonly inventoryExisted: boolean;
  readonly socketFolder: string;
  readonly nodes: readonly SandboxNode[];
}

export interface SandboxUp {
  readonly name: string;
  readonly flavor: Flavor;
  readonly version: Version;
  readonly versionText: string;
  readonly replication: Replication;
  readonly semiSync: boolean;
  readonly folder: string;
  /** Path of clusters.yaml. */
  readonly inventory: string;
  /** Folder of mysql, mysqlbinlog and the other client programs of this server. */
  readonly programs: string;
  readonly admin: Account;
  /** Absent when `replication` is `none`. */
  readonly replicationAccount?: Account;
  readonly nodes: readonly SandboxNode[];
  /** Milliseconds per stage, in order. */
  readonly timings: Readonly<Record<string, number>>;
  /** Ends the servers (by force after `graceMs`, default 10 s) and removes everything of the sandbox. */
  stop(graceMs?: number): Promise<void>;
}

export type SandboxErrorCode =
  | "invalid-option"
  | "exists"
  | "inventory"
  | "no-server"
  | "not-found"
  | "start-failed"
  | "cancelled";

/** Messages say what is wrong, then what to do. */
export class SandboxError extends Error {
  readonly code: SandboxErrorCode;

  constructor(code: SandboxErrorCode, message: string) {
    super(message);
    this.name = "SandboxError";
    this.code = code;
  }
}
