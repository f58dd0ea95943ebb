import type { Inventory } from "../cluster/inventory-types.ts";
import { versionOf } from "../lint/nodes/topology.ts";
import type { LintContext } from "../lint/rule.ts";
import type { Flavor, Version } from "../mysql/flavor.ts";
import { targetComment } from "../option-file/target-comment.ts";
import type { FrontMatter } from "../runbook/types.ts";
import { normalisePath, resolvePath } from "../text/path.ts";
import type { Analysis } from "./analyse.ts";

/** What surrounds a document in the workspace. */
export interface Surroundings {
  readonly inventory?: Inventory;
  /** The folder that the paths of the inventory are relative to. */
  readonly inventoryFolder?: string;
  /** From the settings; for where nothing nearer says. */
  readonly flavor?: Flavor;
  readonly target?: Version;
}

/** What a document is checked against: the server that a comment of it names, the cluster it belongs to or names, else the settings. */
export function lintContextOf(path: string, analysis: Analysis, around: Surroundings): LintContext {
  switch (analysis.kind) {
    case "runbook":
      return runbookContext(analysis.runbook.frontMatter, around);
    case "option-file": {
      const target = targetComment(analysis.file);
      return { ...(memberContext(path, around) ?? settingsContext(around)), ...(target ? { target } : {}) };
    }
    default:
      return settingsContext(around);
  }
}

/** Its own flavor and version are read by the rules themselves. */
function runbookContext({ cluster: named }: FrontMatter, around: Surroundings): LintContext {
  const cluster = around.inventory?.clusters.find((candidate) => candidate.name === named?.value);
  return cluster ? { cluster } : settingsContext(around);
}

function settingsContext({ flavor, target }: Surroundings): LintContext {
  return { ...(flavor ? { flavor } : {}), ...(target ? { target } : {}) };
}

/** For the file at `path` as the `config` of a node. */
function memberContext(path: string, { inventory, inventoryFolder }: Surroundings): LintContext | undefined {
  if (!inventory || inventoryFolder === undefined) return undefined;
  const wanted = normalisePath(path);
  for (const cluster of inventory.clusters) {
    const node = cluster.nodes.find(
      ({ config }) => config !== undefined && resolvePath(inventoryFolder, config) === wanted,
    );
    if (!node) continue;
    const target = versionOf(node, cluster);
    return { cluster, node, ...(target ? { target } : {}) };
  }
  return undefined;
}
