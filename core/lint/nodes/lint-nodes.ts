import type { Cluster } from "../../cluster/inventory-types.ts";
import { inRange } from "../../mysql/version-range.ts";
import { LineMap } from "../../text/line-map.ts";
import type { Finding, RelatedPlace } from "../rule.ts";
import { nodeRules } from "./index.ts";
import type { NodeRule } from "./node-rule.ts";
import { type NodeFile, type OtherPlace, type Topology, topologies } from "./topology.ts";

/**
 * What is wrong with the option files of a cluster taken together: by path, in the order of the text. `files` has the file
 * of each node by the node's name; nodes without one are left out. Of several versions that the cluster may have, each must
 * have the finding.
 */
export function lintNodes(
  cluster: Cluster,
  files: ReadonlyMap<string, NodeFile>,
): ReadonlyMap<string, readonly Finding[]> {
  const all = topologies(cluster, files);
  const found = new Map<string, Finding[]>();
  for (const rule of nodeRules) {
    const [first, ...others] = all.map((topology) => check(rule, topology));
    for (const [place, { path, finding }] of first ?? []) {
      if (!others.every((other) => other.has(place))) continue;
      const list = found.get(path) ?? [];
      found.set(path, list);
      list.push(finding);
    }
  }
  for (const list of found.values()) list.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return found;
}

/** By place: nodes that share a file have a finding once. */
function check(rule: NodeRule, topology: Topology): ReadonlyMap<string, { path: string; finding: Finding }> {
  const found = new Map<string, { path: string; finding: Finding }>();
  const range = rule.appliesTo[topology.cluster.flavor];
  if (range === undefined || !topology.members.every(({ view }) => inRange(view.server, range))) return found;
  for (const { path, span, message, severity, fixes, related } of rule.check(topology)) {
    // A line of an included file is that file's matter.
    if (message === "") continue;
    const place = `${path} ${span.start} ${span.end}`;
    if (found.has(place)) continue;
    const finding: Finding = {
      code: rule.code,
      rule: rule.id,
      severity: severity ?? rule.severity,
      message,
      span,
      fixes: fixes ?? [],
      ...(related && related.length > 0 ? { related: related.map(placed) } : {}),
    };
    found.set(place, { path, finding });
  }
  return found;
}

function placed({ path, text, span, message }: OtherPlace): RelatedPlace {
  return { path, span, range: new LineMap(text).rangeOf(span), message };
}
