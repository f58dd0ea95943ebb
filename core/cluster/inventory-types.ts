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
  readonly ssh?: string;
  readonly priority?: number;
  readonly span: Span;
}

export interface ClusterTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** `identity` checks the certificate chain and the name; `ca` the chain alone; `none` encrypts without checking. */
  readonly verify: "identity" | "ca" | "none";
}

export interface Cluster {
  readonly name: string;
  readonly flavor: Flavor;
  readonly version?: string;
  readonly user?: string;
  /** Option file whose [client] group holds user and password; read as data only. */
  readonly defaultsFile?: string;
  readonly tls?: ClusterTls;
  readonly production: boolean;
  /** Name of the sandbox that wrote this entry. */
  readonly sandbox?: string;
  readonly nodes: readonly ClusterNode[];
  readonly span: Span;
}

export interface Inventory {
  readonly clusters: readonly Cluster[];
  readonly problems: readonly Problem[];
}
