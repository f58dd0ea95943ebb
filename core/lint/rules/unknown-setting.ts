import type { Version } from "../../mysql/flavor.ts";
import { successorOf } from "../../mysql/renames.ts";
import { readsGroup } from "../../option-file/groups.ts";
import { judgeName, type NameJudgement } from "../../option-file/judge-name.ts";
import type { OptionFile, Setting } from "../../option-file/types.ts";
import { agreedJudgements } from "../reactions.ts";
import type { LintContext, OptionFileRule, Report } from "../rule.ts";
import { describeTargets, targetsOf } from "../targets.ts";
import { fixesOf, isSetVariable } from "./unknown-setting-fixes.ts";

const FRAGMENT_GROUP = "mysqld";

export const unknownSetting: OptionFileRule = {
  about: "option-file",
  code: "CNF001",
  id: "unknown-setting",
  title: "Every setting is one that the server knows",
  severity: "error",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/server-option-variable-reference.html"],
  *check(file, context) {
    const targets = targetsOf(context);
    const readers = new Map<string, readonly Version[]>();
    for (const line of file.lines) {
      if (line.kind !== "setting") continue;
      const group = line.group?.name.value ?? FRAGMENT_GROUP;
      const reading = readers.get(group) ?? targets.filter((target) => readsGroup(group, target));
      readers.set(group, reading);
      const report = check(line, reading);
      if (report) yield report;
    }
    yield* unknownByOthers(file, context);
  },
};

/** Names that are right but that another line of the file makes unknown. */
function* unknownByOthers(file: OptionFile, context: LintContext): Iterable<Report> {
  for (const { span, message, name, reaction } of agreedJudgements(file, context, new Set(["unknown"])))
    if (name && !name.refused && reaction === "refuses") yield { span, message, reaction };
}

/** A finding only when no target that reads the setting would start with it. */
function check(setting: Setting, targets: readonly Version[]): Report | undefined {
  const judgements: NameJudgement[] = [];
  for (const target of targets) {
    const judgement = judgeName(setting, target);
    if (!judgement.refused) return undefined;
    judgements.push(judgement);
  }
  const judgement = judgements.find(({ lookup }) => "replacement" in lookup) ?? judgements.at(-1);
  if (!judgement) return undefined;
  return {
    span: setting.name.span,
    message: `${complaint(setting, judgement, targets)} ${advice(setting, judgement)}`,
    reaction: "refuses",
    fixes: fixesOf(setting, judgement),
  };
}

function complaint(setting: Setting, judgement: NameJudgement, targets: readonly Version[]): string {
  const name = shorten(setting.name.value);
  const who = describeTargets(targets);
  if (targets.length > 1) return `${who} server knows "${name}"; each refuses to start.`;
  const { lookup } = judgement;
  if (lookup.kind === "ambiguous") return `"${name}" may stand for several settings, and ${who} refuses to start.`;
  if (lookup.kind === "removed") return `${who} refuses to start with "${name}", which is gone since ${lookup.since}.`;
  return `${who} does not know "${name}" and refuses to start.`;
}

/** What to do, in the order of how sure it is. */
function advice(setting: Setting, { base, lookup, capitals }: NameJudgement): string {
  if (lookup.kind === "ambiguous") return `Write one in full: ${lookup.candidates.join(", ")}.`;
  if (capitals && lookup.kind !== "unknown" && lookup.kind !== "removed") return "Write the name in lower case.";
  if (/^[\w-]+(\s*:\s*|\s+)\S/.test(setting.name.value)) return 'Put "=" between the name and the value.';
  if (isSetVariable(setting)) return "Write the setting itself, without set-variable.";
  if (/^(--|@@)/.test(setting.name.value)) return "Write the name without what stands before it.";
  if (lookup.kind !== "unknown" && lookup.kind !== "removed") return "Correct the name or remove the line.";
  const successor = successorOf(base);
  if (lookup.replacement !== undefined) {
    return successor?.names.includes(lookup.replacement) ? successor.advice : `Use "${lookup.replacement}".`;
  }
  if (successor && (successor.names.length === 0 || lookup.kind === "removed")) return successor.advice;
  if (lookup.kind === "removed") return "Remove the line.";
  if (lookup.addedIn !== undefined) return `It came with ${lookup.addedIn}: remove the line or upgrade.`;
  if (lookup.elsewhere)
    return `It is a setting of ${lookup.elsewhere === "mysql" ? "MySQL" : "MariaDB"}: remove the line.`;
  const [first, ...others] = lookup.suggestions;
  if (first === undefined) return "Correct the name, remove the line, or write loose_ before it if a plugin brings it.";
  return `Did you mean "${first}"${others.length > 0 ? ` or ${others.map((other) => `"${other}"`).join(" or ")}` : ""}?`;
}

const LONGEST_NAME = 60;

function shorten(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
}
