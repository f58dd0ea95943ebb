import { type Flavor, parseVersion, type Version } from "../mysql/flavor.ts";
import { compileExpression } from "../run/expression.ts";
import type { FrontMatter, Step } from "../runbook/types.ts";
import { keepByText } from "../text/keep.ts";
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

const FLAVORS: readonly Flavor[] = ["mysql", "mariadb"];

/** The target of one step: its `when` may be for one flavor alone. Undefined when it does not run on the runbook's target. */
export function stepTarget(step: Step, target: RunbookTarget): RunbookTarget | undefined {
  const condition = step.attributes.when?.value;
  if (condition === undefined) return target;
  const possible = possibleFlavors(condition);
  if (possible === "any") return target;
  if (target.flavor !== undefined) return possible.includes(target.flavor) ? target : undefined;
  const [only, ...more] = possible;
  if (only === undefined) return undefined;
  return more.length === 0 ? { flavor: only } : target;
}

/** For which a condition may hold; `any` where it does not ask. */
const possibleFlavors = keepByText((condition): readonly Flavor[] | "any" => {
  const compiled = compileExpression(condition);
  if (!compiled.ok || !compiled.expression.references.includes("flavor")) return "any";
  return FLAVORS.filter((flavor) => {
    const evaluated = compiled.expression.evaluate({ flavor });
    return !evaluated.ok || evaluated.value !== false;
  });
});

function clusterVersion({ cluster }: LintContext, own: Flavor | undefined): Version | undefined {
  if (!cluster?.version || (own !== undefined && own !== cluster.flavor)) return undefined;
  const version = parseVersion(cluster.version, cluster.flavor);
  return version && { ...version, flavor: cluster.flavor };
}
