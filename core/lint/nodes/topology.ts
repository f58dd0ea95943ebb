import type { Cluster, ClusterNode } from "../../cluster/inventory-types.ts";
import { parseVersion, type Version } from "../../mysql/flavor.ts";
import type { IncludedFile } from "../../option-file/include.ts";
import type { OptionFile } from "../../option-file/types.ts";
import type { Span } from "../../text/span.ts";
import { ServerView } from "../recovery/server-view.ts";
import { targetsOf } from "../targets.ts";

/** The option file of one node. Paths are as the one who asks names files. */
export interface NodeFile {
  readonly path: string;
  readonly file: OptionFile;
  readonly included?: IncludedFile;
  /** `auto.cnf` of the node's data folder, which holds its server_uuid. */
  readonly auto?: { readonly path: string; readonly file: OptionFile };
}

export interface Member extends NodeFile {
  readonly node: ClusterNode;
  readonly view: ServerView;
}

/** The nodes of a cluster whose option files are known, as servers of the versions that are assumed. */
export interface Topology {
  readonly cluster: Cluster;
  readonly members: readonly Member[];
  /** What the others are compared with: the source, else the first. */
  readonly reference: Member;
  /** Those that a failover may choose. */
  readonly candidates: readonly Member[];
}

/** Undefined for fewer than two nodes: there is nothing to compare. One topology for each version that the cluster may have. */
export function topologies(cluster: Cluster, files: ReadonlyMap<string, NodeFile>): readonly Topology[] {
  return targetsOf({ cluster }).flatMap((version) => {
    const members = cluster.nodes.flatMap((node) => {
      const known = files.get(node.name);
      return known ? [memberOf(node, known, cluster, version)] : [];
    });
    const reference = members.find(({ node }) => node.role === "source") ?? members[0];
    if (!reference || members.length < 2) return [];
    const candidates = members.filter((member) => member !== reference && member.view.mayBePromoted);
    return [{ cluster, members, reference, candidates }];
  });
}

function memberOf(node: ClusterNode, known: NodeFile, cluster: Cluster, version: Version): Member {
  const target = versionOf(node, cluster) ?? version;
  const { included } = known;
  const context = { cluster, node, target, ...(included ? { included } : {}) };
  return { ...known, node, view: ServerView.of(known.file, target, context) };
}

export function versionOf({ version }: ClusterNode, { flavor }: Cluster): Version | undefined {
  const parsed = version === undefined ? undefined : parseVersion(version, flavor);
  return parsed && { ...parsed, flavor };
}

/** A place in another file; its line is worked out when the finding is made. */
export interface OtherPlace {
  readonly path: string;
  readonly text: string;
  readonly span: Span;
  readonly message: string;
}

export function relatedTo({ path, file, view }: Member, name: string, message: string): OtherPlace {
  return { path, text: file.text, span: view.placeOf(name), message };
}
