import type { Cluster, ClusterNode } from "../../core/cluster/inventory-types.ts";
import type { LintContext, TextEdit } from "../../core/lint/rule.ts";
import { parseVersion } from "../../core/mysql/flavor.ts";

/** A fence under `## Bad` or `## Good` of a rule's page. */
export interface Example {
  readonly language: string;
  readonly text: string;
  readonly context: LintContext;
}

const FENCE = /^(`{3,})(\w+)(?: \{([^}\n]*)\})?\n([\s\S]*?)^\1$/gm;

/**
 * What stands behind the language of a fence is its context: `target=mysql-8.4` the server, `node=source` or
 * `node=replica` one node of a cluster of two at two sites, `approvers=2` how many people may approve there, `mode=640` the
 * permissions of the file.
 */
export function examples(page: string, heading: string): readonly Example[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  return [...section.matchAll(FENCE)].map(([, , language = "", words = "", text = ""]) => ({
    language,
    text,
    context: contextOf(words),
  }));
}

function contextOf(words: string): LintContext {
  const facts = new Map(words.split(" ").map((word) => word.split("=", 2) as [string, string]));
  const [flavor, series = ""] = facts.get("target")?.split("-") ?? [];
  const target = parseVersion(series, flavor === "mariadb" ? "mariadb" : "mysql");
  const mode = facts.get("mode");
  const cluster = clusterOf(target?.flavor ?? "mysql", Number(facts.get("approvers") ?? 0));
  const node = cluster.nodes.find(({ role }) => role === facts.get("node"));
  return {
    ...(target ? { target } : {}),
    ...(node ? { cluster, node } : {}),
    ...(mode ? { mode: Number.parseInt(mode, 8) } : {}),
  };
}

function clusterOf(flavor: Cluster["flavor"], people: number): Cluster {
  const span = { start: 0, end: 0 };
  const nodes: ClusterNode[] = [
    { name: "db1", host: "10.0.0.1", port: 3306, role: "source", site: "fra", span },
    { name: "db2", host: "10.0.0.2", port: 3306, role: "replica", site: "ams", span },
  ];
  const approvers = Array.from({ length: people }, (_, index) => ({ name: `dba${index}`, user: `dba${index}`, span }));
  return { name: "orders", flavor, production: false, approvers, nodes, span };
}

export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce((result, { span, newText }) => result.slice(0, span.start) + newText + result.slice(span.end), text);
}
