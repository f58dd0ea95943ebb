import { dirname, relative, resolve } from "node:path";
import type { Analysis } from "../core/language/analyse.ts";
import { lintContextOf } from "../core/language/lint-context.ts";
import type { LintContext } from "../core/lint/rule.ts";
import type { Flavor, Version } from "../core/mysql/flavor.ts";
import { resolveIncludes } from "../core/option-file/include.ts";
import { Guard } from "../server/guard.ts";
import { chooseCluster, inventoryNear } from "./inventory.ts";
import type { Io } from "./io.ts";

export interface LintWishes {
  readonly target?: Version;
  readonly flavor?: Flavor;
  /** The cluster to check against, from `--cluster`. */
  readonly cluster?: string;
}

/**
 * What a document is checked against: what the command line says, else its cluster. Includes are followed below the folder
 * that the command was started in, or the document's own when it lies elsewhere. Throws `CliError` for a cluster that is not there.
 */
export async function contextOf(path: string, analysis: Analysis, wishes: LintWishes, io: Io): Promise<LintContext> {
  const { target, flavor, cluster: named } = wishes;
  const asked = { ...(target ? { target } : {}), ...(flavor && !target ? { flavor } : {}) };
  return { ...(await clusterContext(path, analysis, named, io)), ...asked, ...(await includedOf(path, analysis, io)) };
}

async function clusterContext(
  documentPath: string,
  analysis: Analysis,
  named: string | undefined,
  { cwd }: Io,
): Promise<LintContext> {
  const frontMatter = analysis.kind === "runbook" ? analysis.runbook.frontMatter.cluster?.value : undefined;
  if (named !== undefined || analysis.kind === "runbook") {
    const choice = await chooseCluster({ documentPath, cwd, frontMatter, named });
    if (choice.status === "chosen") return { cluster: choice.cluster };
    if (named !== undefined) throw choice.error;
    return {};
  }
  const found = await inventoryNear(documentPath, cwd);
  const around = found ? { inventory: found.inventory, inventoryFolder: dirname(found.path) } : {};
  return lintContextOf(documentPath, analysis, around);
}

async function includedOf(path: string, analysis: Analysis, { cwd }: Io): Promise<Pick<LintContext, "included">> {
  if (analysis.kind !== "option-file") return {};
  const guard = new Guard();
  const isBelow = !/^\.\.([\\/]|$)/.test(relative(cwd, path)) && resolve(cwd) !== "/";
  guard.setFolders([isBelow ? cwd : dirname(path)]);
  return { included: await resolveIncludes(path, analysis.file, guard) };
}
