import type { Flavor } from "../mysql/flavor.ts";
import type { Problem } from "../text/problem.ts";
import type { Span } from "../text/span.ts";

export type IntendedRole = "source" | "replica";

/** One instance of a cluster as `clusters.yaml` describes it. Paths are as written: relative to the inventory's folder. */
export interface ClusterNode {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Unix socket; used instead of host and port when present. */
  readonly socket?: string;
  readonly role?: IntendedRole;
  readonly site?: string;
  readonly config?: string;
  /** Where it differs from the cluster's. */
  readonly version?: string;
  readonly ssh?: string;
  /** The higher the sooner a failover chooses it; below 0 never. */
  readonly priority?: number;
  /** For how long this replica holds back what it received, on purpose. Milliseconds. */
  readonly delayMs?: number;
  readonly span: Span;
}

export interface ClusterTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** `identity` checks the certificate chain and the name; `ca` the chain alone; `none` encrypts without checking. */
  readonly verify: "identity" | "ca" | "none";
}

/** What the cluster promises and what it takes to keep it. Milliseconds. */
export interface ClusterObjectives {
  /** How much data may be lost: 0 is none. */
  readonly rpoMs?: number;
  /** The time from one backup to the next. */
  readonly backupIntervalMs?: number;
  /** The time that building a replica from a backup takes. */
  readonly rebuildTimeMs?: number;
}

/** Somebody who may approve steps: by a signature, or as another user of the machine that runs them. At least one of both. */
export interface Approver {
  readonly name: string;
  /** C2SP verifier key: `name+hash+key`. Its hash is not checked here. */
  readonly key?: string;
  /** Of the operating system. */
  readonly user?: string;
  readonly span: Span;
}

export interface Cluster {
  readonly name: string;
  readonly flavor: Flavor;
  readonly version?: string;
  readonly user?: string;
  /** Option file whose [client] group holds user and password; read as data only. */
  readonly defaultsFile?: string;
  readonly tls?: ClusterTls;
  readonly objectives?: ClusterObjectives;
  readonly production: boolean;
  /** Absent where the inventory says nothing of them. */
  readonly approvers?: readonly Approver[];
  /** Name of the sandbox that wrote this entry. */
  readonly sandbox?: string;
  readonly nodes: readonly ClusterNode[];
  readonly span: Span;
}

export interface Inventory {
  readonly clusters: readonly Cluster[];
  readonly problems: readonly Problem[];
}
