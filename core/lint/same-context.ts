import { formatVersion } from "../mysql/flavor.ts";
import type { LintContext } from "./rule.ts";

/** Versions are made anew for each check, all else is the same object as long as it is unchanged. */
export function isSameContext(a: LintContext, b: LintContext): boolean {
  if (a === b) return true;
  const { target: targetA, ...restA } = a;
  const { target: targetB, ...restB } = b;
  const versions = [targetA, targetB].map((target) => target && `${target.flavor} ${formatVersion(target)}`);
  const keys = new Set([...Object.keys(restA), ...Object.keys(restB)]) as Set<keyof typeof restA>;
  return versions[0] === versions[1] && [...keys].every((key) => restA[key] === restB[key]);
}
