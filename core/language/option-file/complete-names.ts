import { isOption, optionNames, variableFacts } from "../../mysql/catalogue.ts";
import { describedSettings, describeSetting } from "../../mysql/descriptions.ts";
import { withSuffix, writtenDefault } from "../../mysql/explain-setting.ts";
import type { Version } from "../../mysql/flavor.ts";
import { isPluginOption } from "../../mysql/plugin-options.ts";
import { groupEvidence } from "../../option-file/groups.ts";
import type { Group, Setting } from "../../option-file/types.ts";
import { type Span, spanOf } from "../../text/span.ts";
import type { CompletionItem } from "../features.ts";
import { CLIENT_SETTINGS } from "./group-names.ts";
import { groupAt, type OptionPart, readersOf } from "./part.ts";
import { shortFacts } from "./setting-text.ts";

/** Names that can stand at `offset`, where one begins at `start`. `setting`: what stands there already. */
export function completeNames(
  part: OptionPart,
  start: number,
  offset: number,
  setting: Setting | undefined,
): readonly CompletionItem[] {
  const { text } = part.file;
  const group = groupAt(part.file, start);
  const loose = /^loose[-_]/i.exec(text.slice(start, offset))?.[0].length ?? 0;
  const end = setting ? Math.max(offset, setting.name.span.end) : offset;
  const place: Place = {
    span: spanOf(start + loose, end),
    dashes: writesDashes(part, text.slice(start + loose, offset)),
    hasValue: setting?.value !== undefined,
  };
  const readers = readersOf(part, group);
  if (readers.length === 0) return group && isClient(group) ? clientItems(place) : [];
  const present = new Set(
    part.file.lines.flatMap((line) => (line.kind === "setting" && line !== setting ? [line.key] : [])),
  );
  return candidates(readers).map((candidate) => settingItem(candidate, present.has(candidate.name), place));
}

interface Place {
  readonly span: Span;
  readonly dashes: boolean;
  /** A `=` follows already. */
  readonly hasValue: boolean;
}

interface Candidate {
  readonly name: string;
  /** The first of the targets that has it. */
  readonly version: Version;
  /** Every target has it and none calls it deprecated. */
  readonly current: boolean;
  readonly everywhere: boolean;
}

/** What the targets accept, and what their semi-synchronous plugins would bring. */
function candidates(targets: readonly Version[]): readonly Candidate[] {
  const names = new Set(targets.flatMap((target) => optionNames(target)));
  for (const name of describedSettings()) {
    if (targets.some((target) => isPluginOption(name, target) && !isOption(name, target))) names.add(name);
  }
  return [...names].flatMap((name) => {
    const having = targets.filter((target) => isOption(name, target) || isPluginOption(name, target));
    const [version] = having;
    if (!version) return [];
    const deprecated = having.some((target) => variableFacts(name, target)?.deprecated === true);
    return [{ name, version, current: !deprecated, everywhere: having.length === targets.length }];
  });
}

/** Those of the target first, the ones that matter for recovery before the others; then what is there already; deprecated ones last. */
function rank({ name, current, everywhere }: Candidate, present: boolean): number {
  if (!current) return 4;
  if (present) return 3;
  if (!everywhere) return 2;
  return describeSetting(name) ? 0 : 1;
}

function settingItem(candidate: Candidate, present: boolean, { span, dashes, hasValue }: Place): CompletionItem {
  const { name, version, current } = candidate;
  const facts = variableFacts(name, version);
  const label = dashes ? name.replaceAll("_", "-") : name;
  const replacement = facts?.replacement;
  const detail = [
    replacement ? `deprecated: use ${replacement}` : current ? undefined : "deprecated",
    facts ? shortFacts(facts) : "of a plugin",
  ];
  return {
    label,
    kind: "setting",
    detail: detail.filter(Boolean).join("; "),
    newText: hasValue || facts?.type === "none" ? label : `${label} = ${defaultText(name, version)}`,
    span,
    sortText: `${rank(candidate, present)}${name}`,
    ...(current ? {} : { deprecated: true }),
    about: name,
  };
}

function defaultText(name: string, version: Version): string {
  const facts = variableFacts(name, version);
  const value = facts && writtenDefault(facts);
  if (value === undefined) return "";
  return (isSize(name) && withSuffix(value)) || value;
}

/** Whether the setting counts bytes, so that `128M` reads better than its digits. */
export function isSize(name: string): boolean {
  return (
    /(size|capacity|packet|_limit|_max_mem|buffer|increment)$/.test(name) &&
    !/(checkpoint_group|batch_size)$/.test(name)
  );
}

function writesDashes({ file }: OptionPart, typed: string): boolean {
  if (/[-_]/.test(typed)) return !typed.includes("_");
  let balance = 0;
  for (const line of file.lines) {
    if (line.kind !== "setting") continue;
    if (line.name.value.includes("-")) balance++;
    if (line.name.value.includes("_")) balance--;
  }
  return balance > 0;
}

function isClient(group: Group): boolean {
  const name = group.name.value.toLowerCase();
  return groupEvidence(name) === "client" || name === "client";
}

function clientItems({ span, dashes, hasValue }: Place): readonly CompletionItem[] {
  return CLIENT_SETTINGS.map(([name, meaning], index) => {
    const label = dashes ? name.replaceAll("_", "-") : name;
    return {
      label,
      kind: "setting",
      detail: meaning,
      newText: hasValue ? label : `${label} = `,
      span,
      sortText: String(index).padStart(3, "0"),
    };
  });
}
