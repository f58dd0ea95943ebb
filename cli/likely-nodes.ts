import { writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { parseInventory } from "../core/cluster/inventory.ts";
import type { IntendedRole } from "../core/cluster/inventory-types.ts";
import { commonFolder, likelyFlavor, likelyInventory } from "../core/cluster/likely-inventory.ts";
import { type LikelyNode, likelyNodes } from "../core/lint/nodes/folder-convention.ts";
import type { Flavor, Version } from "../core/mysql/flavor.ts";
import { parseOptionFile } from "../core/option-file/parse.ts";
import { normalisePath } from "../core/text/path.ts";
import { visible } from "../core/text/visible.ts";
import { CliError } from "./errors.ts";
import { inventoryNear } from "./inventory.ts";
import type { Io } from "./io.ts";
import type { LintWishes } from "./lint-context.ts";
import { lintCandidates } from "./lint-files.ts";

export interface NamedFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/** Files that no inventory names and that look like nodes of one cluster. */
export interface NodesOffer {
  readonly kind: "nodes";
  /** For `--nodes`; paths are relative to where the command was started. */
  readonly folder: string;
  readonly nodes: readonly { readonly name: string; readonly file: string; readonly role?: IntendedRole }[];
  readonly message: string;
}

/** Offers to compare what is not compared for want of a clusters.yaml. */
export async function nodesOffers(files: readonly NamedFile[], cwd: string): Promise<readonly NodesOffer[]> {
  const offers: NodesOffer[] = [];
  for (const group of groupsOf(files)) {
    const near = await Promise.all(group.map(({ path }) => inventoryNear(path, cwd)));
    if (near.every((found) => found === undefined)) offers.push(offerOf(group, cwd));
  }
  return offers;
}

function offerOf(group: readonly LikelyNode[], cwd: string): NodesOffer {
  const folder = shown(commonFolder(group), cwd);
  const nodes = group.map(({ name, path, role }) => ({ name, file: shown(path, cwd), ...(role ? { role } : {}) }));
  const word = /^[\w./\\:-]+$/.test(folder) ? folder : JSON.stringify(folder);
  const message = `These ${nodes.length} files look like nodes of one cluster: ${nodes.map(({ file }) => file).join(", ")}. Compare them with: dr-runbooks lint --nodes ${word} (add --write-inventory for a clusters.yaml)`;
  return { kind: "nodes", folder, nodes, message };
}

interface CompareWishes {
  readonly flavor: Flavor | undefined;
  readonly target: Version | undefined;
  readonly write: boolean;
  readonly isIgnored: (path: string) => boolean;
}

/**
 * What stands for the inventory of a folder without one; written there if that is wished for. Says what is assumed. Throws
 * `CliError` where there is an inventory, or nothing to compare.
 */
export async function compareLikelyNodes(
  named: string,
  { flavor, target, write, isIgnored }: CompareWishes,
  io: Io,
): Promise<NonNullable<LintWishes["likely"]>> {
  const folder = resolve(io.cwd, named);
  const found = await inventoryNear(join(folder, "any"), io.cwd);
  if (found)
    throw new CliError(`${shown(found.path, io.cwd)} says which nodes there are: leave out --nodes.`, {
      advice: ["Add nodes there. lint compares the files that it names."],
    });
  const files: NamedFile[] = [];
  for await (const candidate of lintCandidates([named], io.cwd, isIgnored))
    if (candidate.status === "read" && candidate.target.kind === "option-file") files.push(candidate.target);
  const groups = groupsOf(files);
  if (groups.length === 0)
    throw new CliError(`No option files in ${named} look like nodes of one cluster.`, {
      advice: ["Write a clusters.yaml that gives each node its `config`, and run lint again."],
    });
  for (const group of groups) io.err.write(`${visible(assumed(group, target?.flavor ?? flavor, io.cwd))}\n`);
  const text = likelyInventory(groups, { folder, ...(flavor ? { flavor } : {}), ...(target ? { target } : {}) });
  if (write) await writeInventory(join(folder, "clusters.yaml"), text, io);
  return { inventory: parseInventory(text), inventoryFolder: folder };
}

function assumed(group: readonly LikelyNode[], flavor: Flavor | undefined, cwd: string): string {
  const nodes = group.map(({ path, role }) => `${shown(path, cwd)}${role ? ` (${role})` : ""}`).join(", ");
  const known = flavor ?? likelyFlavor(group);
  const product = known === "mariadb" ? "MariaDB" : "MySQL";
  const doubt = known === undefined ? ", which nothing in them says: --flavor decides" : "";
  return `Compared as nodes of one cluster, which is a guess, as are the roles: ${nodes}. Taken for ${product}${doubt}.`;
}

/** Never over a file that is there. */
async function writeInventory(path: string, text: string, io: Io): Promise<void> {
  const name = shown(path, io.cwd);
  try {
    await writeFile(path, text, { flag: "wx" });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const why = code === "EEXIST" ? "there is one already" : (code ?? "unknown reason");
    throw new CliError(`${name} is not written: ${why}.`);
  }
  io.err.write(`Wrote ${visible(name)}. It is a guess: check it, and add the hosts that it lacks.\n`);
}

function groupsOf(files: readonly NamedFile[]): readonly (readonly LikelyNode[])[] {
  return likelyNodes(files.map(({ path, text }) => ({ path: normalisePath(path), file: parseOptionFile(text) })));
}

function shown(path: string, cwd: string): string {
  return relative(cwd, path) || ".";
}
