import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { parseInventory } from "../core/cluster/inventory.ts";
import type { Cluster, Inventory } from "../core/cluster/inventory-types.ts";
import { LineMap } from "../core/text/line-map.ts";
import { nearest } from "../core/text/nearest.ts";
import type { Problem } from "../core/text/problem.ts";
import { readDocument } from "./document.ts";
import { CliError } from "./errors.ts";

const FILE = "clusters.yaml";

/** Folders from `start` up to its workspace: the folder with `.git`, else `limit` if it lies above, else `start` alone. */
function upwards(start: string, limit: string): string[] {
  const all: string[] = [];
  for (let folder = start; ; folder = dirname(folder)) {
    all.push(folder);
    if (existsSync(join(folder, ".git"))) return all;
    if (dirname(folder) === folder) break;
  }
  const end = all.indexOf(limit);
  return all.slice(0, end < 0 ? 1 : end + 1);
}

/** Where an inventory may lie for a document, nearest first. */
function inventoryCandidates(documentPath: string, cwd: string): string[] {
  const folders = [...upwards(dirname(documentPath), cwd), ...upwards(cwd, cwd)];
  return [...new Set(folders)].map((folder) => join(folder, FILE));
}

interface FoundInventory {
  /** Absolute. */
  readonly path: string;
  readonly inventory: Inventory;
}

/** The inventory named, or the nearest one; `undefined` when there is none. Throws `CliError` when it can't be read. */
async function findInventory(documentPath: string, cwd: string, named?: string): Promise<FoundInventory | undefined> {
  const path = named ?? inventoryCandidates(documentPath, cwd).find((candidate) => existsSync(candidate));
  if (path === undefined) return undefined;
  const document = await readDocument(path, cwd);
  return { path: resolve(cwd, path), inventory: parseInventory(document.text) };
}

/** The nearest inventory; `undefined` when there is none or it can't be read. */
export function inventoryNear(documentPath: string, cwd: string): Promise<FoundInventory | undefined> {
  return findInventory(documentPath, cwd).catch(() => undefined);
}

export type ClusterChoice =
  | { readonly status: "chosen"; readonly cluster: Cluster; readonly inventoryPath: string }
  /** Nothing names a cluster and there is none, or more than one to choose from. */
  | { readonly status: "none"; readonly error: CliError }
  /** A cluster was named and does not exist, or its entry is faulty. */
  | { readonly status: "wrong"; readonly error: CliError };

const START = "Start a practice cluster with: dr-runbooks sandbox up";

/** Which cluster: the one named on the command line, else in the front matter, else the only one. */
export async function chooseCluster(options: {
  readonly documentPath: string;
  readonly cwd: string;
  readonly inventoryFile?: string | undefined;
  readonly named?: string | undefined;
  readonly frontMatter?: string | undefined;
}): Promise<ClusterChoice> {
  const { documentPath, cwd } = options;
  const found = await findInventory(documentPath, cwd, options.inventoryFile);
  const wanted = options.named ?? options.frontMatter;
  const by = options.named === undefined ? "the front matter" : "--cluster";
  if (!found) {
    const looked = [...new Set(inventoryCandidates(documentPath, cwd).map((path) => dirname(path)))].join(", ");
    const advice = [`Looked for ${FILE} in ${looked}.`, START, "or name an inventory with --inventory FILE."];
    if (wanted === undefined)
      return { status: "none", error: new CliError("No cluster inventory was found.", { advice }) };
    return {
      status: "wrong",
      error: new CliError(`Cluster ${wanted}, named by ${by}, is not known: no cluster inventory was found.`, {
        advice,
      }),
    };
  }
  const { clusters, problems } = found.inventory;
  const file = relative(cwd, found.path) || found.path;
  const names = clusters.map((cluster) => cluster.name);
  const list = names.length > 0 ? `It has: ${names.join(", ")}.` : "It has no clusters.";
  if (clusters.length === 0 && problems.length > 0)
    return { status: "wrong", error: await faulty(`${file} is faulty.`, found.path, file, problems) };
  if (wanted === undefined && clusters.length !== 1) {
    const message =
      names.length > 0
        ? `${file} has several clusters: ${names.join(", ")}. Choose one with --cluster NAME.`
        : `${file} has no clusters.`;
    return { status: "none", error: new CliError(message, { advice: names.length > 0 ? [] : [START] }) };
  }
  const cluster = wanted === undefined ? clusters[0] : clusters.find((candidate) => candidate.name === wanted);
  if (!cluster) {
    const [meant] = nearest(wanted ?? "", names);
    const message = `Cluster ${wanted}, named by ${by}, is not in ${file}.${meant ? ` Did you mean ${meant}?` : ""}`;
    return { status: "wrong", error: new CliError(message, { advice: [list, START] }) };
  }
  // A faulty entry may send statements to another server than the one that was meant.
  const faults = problems.filter(({ span }) => span.end >= cluster.span.start && span.start <= cluster.span.end);
  if (faults.length > 0) {
    return {
      status: "wrong",
      error: await faulty(`The entry of cluster ${cluster.name} in ${file} is faulty.`, found.path, file, faults),
    };
  }
  return { status: "chosen", cluster, inventoryPath: found.path };
}

async function faulty(message: string, path: string, file: string, problems: readonly Problem[]): Promise<CliError> {
  const map = new LineMap((await readDocument(path, "/")).text);
  return new CliError(message, {
    advice: problems.map((problem) => `${file}:${map.positionAt(problem.span.start).line + 1}: ${problem.message}`),
  });
}
