import type { Cluster } from "../cluster/inventory-types.ts";
import type { NodeFile } from "../lint/nodes/topology.ts";
import { type IncludeReader, resolveIncludes } from "../option-file/include.ts";
import { parseOptionFile } from "../option-file/parse.ts";
import type { OptionFile } from "../option-file/types.ts";
import { normalisePath, resolvePath } from "../text/path.ts";

/** Where a data folder's auto.cnf lies when it is kept with the option file. */
const AUTO = ["auto.cnf", "data/auto.cnf"];
const KEPT = 64;
const parsed = new Map<string, OptionFile>();

/**
 * The option files of a cluster's nodes by name, as far as the reader gives them; `own`, at its path, is taken as it is.
 * Paths are normal: `/` between folders. Never rejects if the reader does not.
 */
export async function readNodeFiles(
  cluster: Cluster,
  inventoryFolder: string,
  own: NodeFile,
  reader: IncludeReader,
): Promise<ReadonlyMap<string, NodeFile>> {
  const files = new Map<string, NodeFile>();
  for (const { name, config } of cluster.nodes) {
    if (config === undefined) continue;
    const path = resolvePath(inventoryFolder, config);
    const found = path === normalisePath(own.path) ? { ...own, path } : await readNodeFile(path, reader);
    if (!found) continue;
    const auto = cluster.flavor === "mysql" ? await readAuto(path, reader) : undefined;
    files.set(name, { ...found, ...(auto ? { auto } : {}) });
  }
  return files;
}

async function readNodeFile(path: string, reader: IncludeReader): Promise<NodeFile | undefined> {
  const file = await readParsed(path, reader);
  return file && { path, file, included: await resolveIncludes(path, file, reader) };
}

async function readAuto(path: string, reader: IncludeReader): Promise<NodeFile["auto"]> {
  const folder = path.slice(0, path.lastIndexOf("/"));
  for (const name of AUTO) {
    const file = await readParsed(`${folder}/${name}`, reader);
    if (file) return { path: `${folder}/${name}`, file };
  }
  return undefined;
}

/** Files that did not change are not parsed again with each key that is pressed in another. */
async function readParsed(path: string, reader: IncludeReader): Promise<OptionFile | undefined> {
  const outcome = await reader.read(path);
  if (outcome.status !== "read") return undefined;
  const known = parsed.get(outcome.text);
  if (known) return known;
  const file = parseOptionFile(outcome.text);
  if (parsed.size >= KEPT) parsed.clear();
  parsed.set(outcome.text, file);
  return file;
}
