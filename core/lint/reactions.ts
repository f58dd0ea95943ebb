import type { Version } from "../mysql/flavor.ts";
import { formatVersion } from "../mysql/flavor.ts";
import { readsGroup } from "../option-file/groups.ts";
import { type Judgement, type JudgementKind, judgeFile } from "../option-file/judge.ts";
import type { OptionFile, Setting } from "../option-file/types.ts";
import { KeptOn } from "../text/kept-on.ts";
import type { LintContext } from "./rule.ts";
import { targetsOf } from "./targets.ts";

const judged = new KeptOn<OptionFile, Map<string, readonly Judgement[]>>();

/** What a server does about a file, worked out once for all rules. */
export function judgementsOf(file: OptionFile, server: Version): readonly Judgement[] {
  const known = judged.get(file) ?? new Map<string, readonly Judgement[]>();
  judged.set(file, known);
  const key = `${server.flavor} ${formatVersion(server)}`;
  const found = known.get(key) ?? judgeFile(file, server);
  known.set(key, found);
  return found;
}

/** The targets that read a setting. */
export function readersOf(setting: Setting, targets: readonly Version[]): readonly Version[] {
  const group = setting.group?.name.value ?? "mysqld";
  return targets.filter((target) => readsGroup(group, target));
}

/**
 * The judgements of some kinds that every target that reads the line agrees upon, one for each place. With one target these are
 * its own; with several, what holds on all of them, in the words for the last.
 */
export function agreedJudgements(
  file: OptionFile,
  context: LintContext,
  kinds: ReadonlySet<JudgementKind>,
): readonly Judgement[] {
  const targets = targetsOf(context);
  const places = new Map<string, Judgement[]>();
  for (const target of targets) {
    for (const judgement of judgementsOf(file, target)) {
      if (!kinds.has(judgement.kind)) continue;
      const key = `${judgement.span.start} ${judgement.span.end} ${judgement.reaction}`;
      const list = places.get(key);
      if (list) list.push(judgement);
      else places.set(key, [judgement]);
    }
  }
  return [...places.values()].flatMap((list) => {
    const last = list.at(-1);
    const readers = last?.setting ? readersOf(last.setting, targets) : targets;
    return last && list.length >= readers.length ? [last] : [];
  });
}
