import { isOption, optionNames, variableFacts } from "../../mysql/catalogue.ts";
import { describedSettings, describeSetting } from "../../mysql/descriptions.ts";
import { withSuffix, writtenDefault } from "../../mysql/explain-setting.ts";
import type { Version } from "../../mysql/flavor.ts";
import { isPluginOption } from "../../mysql/plugin-options.ts";
import { groupEvidence } from "../../option-file/groups.ts";
import { settingKey } from "../../option-file/parse.ts";
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
  const typed = settingKey(text.slice(start + loose, offset));
  return candidates(readers)
    .filter(({ name }) => holdsInOrder(name, typed))
    .map((candidate) => settingItem(candidate, present.has(candidate.name), place));
}

/** Whether the letters stand in the name in this order, which is what editors look for at least. */
function holdsInOrder(name: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

interface Place {
  readonly span: Span;
  readonly dashes: boolean;
  /** A `=` follows already. */
  readonly hasValue: boolean;
}

interface Candidate {
  readonly name: string;
  readonly detail: string;
  /** What to write behind the `=`; undefined for an option that takes no value. */
  readonly value: string | undefined;
  readonly deprecated: boolean;
  /** Smaller comes first. */
  readonly rank: number;
}

const TARGETS_KEPT = 20;
const known = new Map<string, readonly Candidate[]>();

/** What the targets accept, and what their semi-synchronous plugins would bring. Worked out once for the same targets. */
function candidates(targets: readonly Version[]): readonly Candidate[] {
  const key = targets.map(({ flavor, major, minor }) => `${flavor} ${major}.${minor}`).join();
  const found = known.get(key) ?? gather(targets);
  if (known.size >= TARGETS_KEPT) known.clear();
  known.set(key, found);
  return found;
}

function gather(targets: readonly Version[]): readonly Candidate[] {
  const names = new Set(targets.flatMap((target) => optionNames(target)));
  for (const name of describedSettings()) {
    if (targets.some((target) => isPluginOption(name, target) && !isOption(name, target))) names.add(name);
  }
  return [...names].flatMap((name) => {
    const having = targets.filter((target) => isOption(name, target) || isPluginOption(name, target));
    const [version] = having;
    if (!version) return [];
    const deprecated = having.some((target) => variableFacts(name, target)?.deprecated === true);
    return [candidate(name, version, deprecated, having.length === targets.length)];
  });
}

/** Settings of all targets first, of these the ones that matter for a recovery; deprecated ones last. */
function candidate(name: string, version: Version, deprecated: boolean, everywhere: boolean): Candidate {
  const facts = variableFacts(name, version);
  const advice = facts?.replacement ? `deprecated: use ${facts.replacement}` : deprecated ? "deprecated" : undefined;
  const detail = [advice, facts ? shortFacts(facts) : "of a plugin"].filter(Boolean).join("; ");
  const rank = deprecated ? 4 : !everywhere ? 2 : describeSetting(name) ? 0 : 1;
  return { name, detail, value: facts?.type === "none" ? undefined : defaultText(name, version), deprecated, rank };
}

/** What the file sets already comes after what it does not. */
function settingItem(
  { name, detail, value, deprecated, rank }: Candidate,
  present: boolean,
  { span, dashes, hasValue }: Place,
): CompletionItem {
  const label = dashes ? name.replaceAll("_", "-") : name;
  return {
    label,
    kind: "setting",
    detail,
    newText: hasValue || value === undefined ? label : `${label} = ${value}`,
    span,
    sortText: `${present ? Math.max(rank, 3) : rank}${name}`,
    ...(deprecated ? { deprecated } : {}),
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
