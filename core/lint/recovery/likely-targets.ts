import type { Version } from "../../mysql/flavor.ts";
import { effectiveOf } from "../../option-file/effective.ts";
import type { OptionFile } from "../../option-file/types.ts";
import type { LintContext } from "../rule.ts";
import { targetsOf } from "../targets.ts";

/**
 * The servers that a file may be meant for: of several, those that read most of it. Settings that only MySQL knows tell that
 * a file is for MySQL, so that nothing has to be said of a server that would not start with it.
 */
export function likelyTargets(file: OptionFile, context: LintContext): readonly Version[] {
  const last = cache.get(file);
  if (last?.context === context) return last.targets;
  const targets = workOut(file, context);
  cache.set(file, { context, targets });
  return targets;
}

/** Every rule asks for the same. */
const cache = new WeakMap<OptionFile, { readonly context: LintContext; readonly targets: readonly Version[] }>();

function workOut(file: OptionFile, context: LintContext): readonly Version[] {
  const targets = targetsOf(context);
  if (targets.length < 2) return targets;
  const read = targets.map((target) => ({ target, ...effectiveOf(file, target, context.included) }));
  const most = Math.max(...read.map(({ lines }) => lines.size));
  const readers = read.filter(({ lines }) => lines.size > 0 || most === 0);
  const fewest = Math.min(...readers.map(({ refused }) => refused));
  return readers.flatMap(({ target, refused }) => (refused === fewest ? [target] : []));
}
