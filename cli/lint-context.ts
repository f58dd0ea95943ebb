import { dirname, relative, resolve } from "node:path";
import type { Inventory } from "../core/cluster/inventory-types.ts";
import type { Analysis } from "../core/language/analyse.ts";
import { lintContextOf } from "../core/language/lint-context.ts";
import { readNodeFiles } from "../core/language/node-files.ts";
import type { NodeFile } from "../core/lint/nodes/topology.ts";
import type { LintContext } from "../core/lint/rule.ts";
import type { Flavor, Version } from "../core/mysql/flavor.ts";
import type { RunHistory } from "../core/node/run-history.ts";
import { resolveIncludes } from "../core/option-file/include.ts";
import type { OptionFile } from "../core/option-file/types.ts";
import type { FrontMatter } from "../core/runbook/types.ts";
import { Guard } from "../server/guard.ts";
import { chooseCluster, inventoryNear } from "./inventory.ts";
import type { Io } from "./io.ts";

export interface LintWishes {
  readonly target?: Version;
  readonly flavor?: Flavor;
  /** The cluster to check against, from `--cluster`. */
  readonly cluster?: string;
  /** What tells when a runbook was last drilled. */
  readonly trail?: RunHistory;
  /** What stands for an inventory, from `--nodes`. */
  readonly likely?: { readonly inventory: Inventory; readonly inventoryFolder: string };
}

/**
 * What a document is checked against: what the command line says, else its cluster. Includes are followed below the folder
 * that the command was started in, or the document's own when it lies elsewhere. Throws `CliError` for a cluster that is not there.
 */
export async function contextOf(path: string, analysis: Analysis, wishes: LintWishes, io: Io): Promise<LintContext> {
  const { target, flavor } = wishes;
  const asked = { ...(target ? { target } : {}), ...(flavor && !target ? { flavor } : {}) };
  const { context, inventoryFolder } = await clusterContext(path, analysis, wishes, io);
  const surrounding =
    analysis.kind === "option-file" ? await filesAround(path, analysis.file, context, inventoryFolder, io) : {};
  const past = analysis.kind === "runbook" ? await pastOf(path, analysis.runbook.frontMatter, wishes) : {};
  return { ...context, ...asked, ...surrounding, ...past };
}

/** Only a runbook that asks for drills is judged by them. */
async function pastOf(path: string, { drill, title }: FrontMatter, { trail }: LintWishes): Promise<LintContext> {
  const history = drill && (await trail?.of({ path, ...(title ? { title: title.value } : {}) }));
  return history ? { history, now: Date.now() } : {};
}

interface Placed {
  readonly context: LintContext;
  readonly inventoryFolder?: string;
}

async function clusterContext(
  documentPath: string,
  analysis: Analysis,
  { cluster: named, likely }: LintWishes,
  { cwd }: Io,
): Promise<Placed> {
  const frontMatter = analysis.kind === "runbook" ? analysis.runbook.frontMatter.cluster?.value : undefined;
  if (named !== undefined || analysis.kind === "runbook") {
    const choice = await chooseCluster({ documentPath, cwd, frontMatter, named });
    if (choice.status === "chosen") {
      const { cluster } = choice;
      const inventoryFolder = dirname(choice.inventoryPath);
      const inventory = { clusters: [cluster], problems: [] };
      const context = lintContextOf(documentPath, analysis, { inventory, inventoryFolder });
      return { context: { ...context, cluster }, inventoryFolder };
    }
    if (named !== undefined) throw choice.error;
    return { context: {} };
  }
  const found = await inventoryNear(documentPath, cwd);
  const around = found ? { inventory: found.inventory, inventoryFolder: dirname(found.path) } : (likely ?? {});
  return { context: lintContextOf(documentPath, analysis, around), ...around };
}

/** What an option file includes, the files of the other nodes of its cluster, and its permissions. */
async function filesAround(
  path: string,
  file: OptionFile,
  { cluster, node }: LintContext,
  inventoryFolder: string | undefined,
  { cwd }: Io,
): Promise<LintContext> {
  const guard = new Guard();
  const isBelow = !/^\.\.([\\/]|$)/.test(relative(cwd, path)) && resolve(cwd) !== "/";
  const folder = isBelow ? cwd : dirname(path);
  guard.setFolders(inventoryFolder === undefined ? [folder] : [folder, inventoryFolder]);
  const included = await resolveIncludes(path, file, guard);
  const mode = await guard.mode(path);
  const nodes =
    cluster && node && inventoryFolder !== undefined
      ? await readNodeFiles(cluster, inventoryFolder, { path, file, included }, guard)
      : undefined;
  return { included, ...(mode === undefined ? {} : { mode }), ...(nodes ? { nodes: withShownPaths(nodes, cwd) } : {}) };
}

/** Files are named as they are shown: relative to where the command was started. */
function withShownPaths(nodes: ReadonlyMap<string, NodeFile>, cwd: string): ReadonlyMap<string, NodeFile> {
  return new Map(
    [...nodes].map(([name, { auto, ...file }]) => [
      name,
      {
        ...file,
        path: relative(cwd, file.path),
        ...(auto ? { auto: { ...auto, path: relative(cwd, auto.path) } } : {}),
      },
    ]),
  );
}
