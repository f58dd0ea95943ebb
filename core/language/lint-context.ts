import type { Cluster, Inventory } from "../cluster/inventory-types.ts";
import type { LintContext } from "../lint/rule.ts";
import type { Flavor, Version } from "../mysql/flavor.ts";
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

/** What a document is checked against: the cluster it belongs to or names, else the settings. */
export function lintContextOf(path: string, analysis: Analysis, around: Surroundings): LintContext {
  switch (analysis.kind) {
    case "runbook":
      return runbookContext(analysis.runbook.frontMatter, around);
    case "option-file": {
      const cluster = clusterOfConfig(path, around);
      return cluster ? { cluster } : settingsContext(around);
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

/** The cluster of the node whose `config` the file at `path` is. */
function clusterOfConfig(path: string, { inventory, inventoryFolder }: Surroundings): Cluster | undefined {
  if (!inventory || inventoryFolder === undefined) return undefined;
  const wanted = normalisePath(path);
  return inventory.clusters.find((cluster) =>
    cluster.nodes.some((node) => node.config !== undefined && resolvePath(inventoryFolder, node.config) === wanted),
  );
}
