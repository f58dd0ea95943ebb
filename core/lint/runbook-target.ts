import { type Flavor, parseVersion, type Version } from "../mysql/flavor.ts";
import type { FrontMatter } from "../runbook/types.ts";
import type { LintContext } from "./rule.ts";

/** What is known of the servers that a runbook is for. */
export interface RunbookTarget {
  readonly flavor?: Flavor;
  readonly version?: Version;
}

/** The front matter says it, else the context, else the cluster's entry in the inventory. */
export function runbookTarget(frontMatter: FrontMatter, context: LintContext): RunbookTarget {
  const written = frontMatter.flavor?.value;
  const own: Flavor | undefined = written === "mysql" || written === "mariadb" ? written : undefined;
  const flavor = own ?? context.target?.flavor ?? context.flavor ?? context.cluster?.flavor;
  const known = (version: Version | undefined): RunbookTarget | undefined =>
    version && { flavor: version.flavor, version };
  return (
    known(frontMatter.version && parseVersion(frontMatter.version.value, flavor)) ??
    known(own === undefined || own === context.target?.flavor ? context.target : undefined) ??
    known(clusterVersion(context, own)) ??
    (flavor === undefined ? {} : { flavor })
  );
}

function clusterVersion({ cluster }: LintContext, own: Flavor | undefined): Version | undefined {
  if (!cluster?.version || (own !== undefined && own !== cluster.flavor)) return undefined;
  const version = parseVersion(cluster.version, cluster.flavor);
  return version && { ...version, flavor: cluster.flavor };
}
