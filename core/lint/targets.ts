import { CURRENT_VERSIONS } from "../mysql/catalogue.ts";
import { parseVersion, type Version } from "../mysql/flavor.ts";
import type { LintContext } from "./rule.ts";

/** The servers that a file is checked against: the one that is known, or every current one that it may be meant for. */
export function targetsOf(context: LintContext): readonly Version[] {
  if (context.target) return [context.target];
  const { cluster } = context;
  const flavor = context.flavor ?? cluster?.flavor;
  if (!cluster || flavor !== cluster.flavor)
    return CURRENT_VERSIONS.filter((current) => flavor === undefined || current.flavor === flavor);
  const version = cluster.version === undefined ? undefined : parseVersion(cluster.version, cluster.flavor);
  return version
    ? [{ ...version, flavor: cluster.flavor }]
    : CURRENT_VERSIONS.filter((current) => current.flavor === cluster.flavor);
}

/** "MySQL 8.4", or what stands for several. */
export function describeTargets(targets: readonly Version[]): string {
  const [first] = targets;
  const names = [...new Set(targets.map((target) => (target.flavor === "mysql" ? "MySQL" : "MariaDB")))].join(" or ");
  return targets.length === 1 && first ? `${names} ${first.major}.${first.minor}` : `No current ${names}`;
}
