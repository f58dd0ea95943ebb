import { optionNames, variableFacts } from "../mysql/catalogue.ts";
import { describeSetting } from "../mysql/descriptions.ts";
import type { Version } from "../mysql/flavor.ts";
import { productOf } from "../mysql/manual.ts";
import { canonicalName } from "../option-file/canonical-name.ts";
import { defaultOf } from "../option-file/defaults.ts";
import { type Effective, effectiveOf, settingOf } from "../option-file/effective.ts";
import type { IncludedFile } from "../option-file/include.ts";
import { parseOptionFile } from "../option-file/parse.ts";
import type { Reaction } from "../option-file/reaction.ts";
import type { Line, OptionFile } from "../option-file/types.ts";
import { lintOptionFile } from "./lint-option-file.ts";
import type { Finding, TextEdit } from "./rule.ts";

export interface LineChange {
  /** 0-based. */
  readonly line: number;
  readonly reaction: Reaction;
  /** `replaced` keeps the meaning; `commented-out` loses the setting; `left` is for a person to look at. */
  readonly action: "replaced" | "commented-out" | "left";
  readonly message: string;
  /** The line without its ending. */
  readonly before: string;
  readonly after: string;
}

export interface ChangedDefault {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** What the setting means for a recovery, when it means something. */
  readonly recovery?: string;
}

export interface Upgrade {
  readonly changes: readonly LineChange[];
  /** Defaults that differ between the versions and that the file does not set. Those that matter for recovery first. */
  readonly defaults: readonly ChangedDefault[];
  readonly text: string;
  /** What the new version would still refuse. */
  readonly left: readonly Finding[];
}

const MOST_ROUNDS = 10;

/** What a new version changes for an option file, and the file that it would start with. */
export function upgradeOptionFile(text: string, from: Version, to: Version, included?: IncludedFile): Upgrade {
  const original = parseOptionFile(text);
  const changes = new Map<number, LineChange>();
  let current = text;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = patch(current, to, changes);
    if (next === current) break;
    current = next;
  }
  const file = parseOptionFile(current);
  return {
    changes: [...changes.values(), ...unchanged(file, to, changes)].sort((a, b) => a.line - b.line),
    defaults: changedDefaults([effectiveOf(original, to, included), effectiveOf(file, to)], from, to),
    text: current,
    left: reactions(file, to).filter(({ reaction }) => reaction === "refuses"),
  };
}

function reactions(file: OptionFile, target: Version): readonly Finding[] {
  return lintOptionFile(file, { target }).filter(({ reaction }) => reaction !== undefined);
}

/** One round: what is refused is replaced or commented out, what is deprecated replaced. Lines keep their numbers. */
function patch(text: string, to: Version, changes: Map<number, LineChange>): string {
  const file = parseOptionFile(text);
  const edits = new Map<number, { readonly line: Line; readonly edits: readonly TextEdit[] }>();
  for (const finding of reactions(file, to)) {
    const at = file.lines.findIndex(({ span }) => span.start <= finding.span.start && finding.span.start < span.end);
    const line = file.lines[at];
    if (!line || edits.has(at)) continue;
    const change = changeOf(finding, line, file, to);
    if (!change) continue;
    edits.set(at, { line, edits: change.edits });
    const before = changes.get(at)?.before ?? contentOf(line, text);
    const after = contentOf(line, text, change.edits);
    changes.set(at, {
      line: at,
      reaction: finding.reaction ?? "warns",
      action: change.action,
      message: finding.message,
      before,
      after,
    });
  }
  let result = text;
  for (const { edits: own } of [...edits.values()].toReversed()) result = apply(result, own);
  return result;
}

interface Change {
  readonly action: "replaced" | "commented-out";
  readonly edits: readonly TextEdit[];
}

function changeOf(finding: Finding, line: Line, file: OptionFile, to: Version): Change | undefined {
  const isInLine = ({ span, newText }: TextEdit): boolean =>
    span.start >= line.span.start && span.end <= line.span.end && !newText.includes("\n") && !removesLine(span, line);
  const fix = finding.fixes.find(({ safety, edits }) => safety === "safe" && edits.every(isInLine));
  if (fix) return { action: "replaced", edits: fix.edits };
  if (finding.reaction !== "refuses") return undefined;
  const rewritten = redoCapacity(line, file) ?? knownMembers(line, to);
  if (rewritten) return { action: "replaced", edits: [rewritten] };
  const start = line.span.start + (file.text.charCodeAt(line.span.start) === 0xfeff ? 1 : 0);
  if (start > line.span.start && line.kind !== "setting")
    return { action: "replaced", edits: [{ span: { start: line.span.start, end: start }, newText: "" }] };
  const note = `# ${productOf(to.flavor)} ${to.major}.${to.minor} refuses this: `;
  return { action: "commented-out", edits: [{ span: { start: line.span.start, end: start }, newText: note }] };
}

/** The edit would take the line's ending too. */
function removesLine(span: { readonly start: number; readonly end: number }, line: Line): boolean {
  return span.start === line.span.start && span.end === line.span.end;
}

const FACTORS: Readonly<Record<string, bigint>> = { "": 1n, k: 1024n, m: 1024n ** 2n, g: 1024n ** 3n };
const DEFAULT_FILES = 2n;

/** The redo log's size used to be that of a file times their number. */
function redoCapacity(line: Line, file: OptionFile): TextEdit | undefined {
  if (line.kind !== "setting" || line.key !== "innodb_log_file_size" || !line.value) return undefined;
  if (settingText(file, "innodb_redo_log_capacity") !== undefined) return undefined;
  const size = /^(\d+)([kmg]?)b?$/i.exec(line.value.value);
  const count = settingText(file, "innodb_log_files_in_group") ?? commentedCount(file) ?? String(DEFAULT_FILES);
  if (!size || !/^\d{1,3}$/.test(count)) return undefined;
  const megabytes =
    (BigInt(size[1] ?? "0") * (FACTORS[(size[2] ?? "").toLowerCase()] ?? 1n) * BigInt(count)) / 1024n ** 2n;
  const end = line.value.span.end;
  return { span: { start: line.name.span.start, end }, newText: `innodb_redo_log_capacity = ${megabytes}M` };
}

/** A list such as sql_mode without the words that the new version does not know. */
function knownMembers(line: Line, to: Version): TextEdit | undefined {
  if (line.kind !== "setting" || !line.value) return undefined;
  const facts = variableFacts(line.key, to);
  if (facts?.type !== "set") return undefined;
  const known = new Set(facts.members.map((member) => member.toLowerCase()));
  const members = line.value.value.split(",").map((member) => member.trim());
  const kept = members.filter((member) => known.has(member.toLowerCase()));
  return kept.length === 0 || kept.length === members.length
    ? undefined
    : { span: line.value.span, newText: kept.join(",") };
}

function settingText(file: OptionFile, key: string): string | undefined {
  const line = file.lines.findLast((other) => other.kind === "setting" && other.key === key);
  return line?.kind === "setting" ? line.value?.value : undefined;
}

/** The number of files may have been commented out in an earlier round. */
function commentedCount({ text }: OptionFile): string | undefined {
  return /^# .* refuses this: innodb[-_]log[-_]files[-_]in[-_]group\s*=\s*(\d+)/m.exec(text)?.[1];
}

/** What the new version says and no change was made for. */
function unchanged(file: OptionFile, to: Version, changes: ReadonlyMap<number, LineChange>): readonly LineChange[] {
  const left = new Map<number, LineChange>();
  for (const { span, reaction, message } of reactions(file, to)) {
    const at = file.lines.findIndex((line) => line.span.start <= span.start && span.start < line.span.end);
    const line = file.lines[at];
    if (!line || !reaction || changes.has(at) || left.has(at)) continue;
    const content = contentOf(line, file.text);
    left.set(at, { line: at, reaction, action: "left", message, before: content, after: content });
  }
  return [...left.values()];
}

/** `files`: as it was, with what it includes, and as it is now; a setting in either is no default. */
function changedDefaults(files: readonly Effective[], from: Version, to: Version): readonly ChangedDefault[] {
  const found = new Map<string, ChangedDefault>();
  for (const name of optionNames(to).map(canonicalName)) {
    const [before, after] = [defaultBefore(name, from), defaultOf(name, to)];
    if (before === undefined || after === undefined || isSame(before, after)) continue;
    if (files.some((effective) => settingOf(effective, name).source === "file")) continue;
    const recovery = describeSetting(name)?.recovery;
    found.set(name, { name, from: before, to: after, ...(recovery ? { recovery } : {}) });
  }
  return [...found.values()].sort(
    (a, b) => Number(b.recovery !== undefined) - Number(a.recovery !== undefined) || (a.name < b.name ? -1 : 1),
  );
}

const SECONDS_PER_DAY = 86_400;

/** Before MySQL 8.0 the age of binary logs was counted in days, under another name. */
function defaultBefore(name: string, from: Version): string | undefined {
  const days = name === "binlog_expire_logs_seconds" ? defaultOf("expire_logs_days", from) : undefined;
  return defaultOf(name, from) ?? (days === undefined ? undefined : String(Number(days) * SECONDS_PER_DAY));
}

function isSame(a: string, b: string): boolean {
  const plain = (text: string): string =>
    text
      .trim()
      .toLowerCase()
      .replace(/\.0+$/, "")
      .replace(/[\\/]+$/, "");
  return plain(a) === plain(b);
}

function contentOf(line: Line, text: string, edits: readonly TextEdit[] = []): string {
  const shifted = edits.map(({ span, newText }) => ({
    span: { start: span.start - line.span.start, end: span.end - line.span.start },
    newText,
  }));
  return apply(text.slice(line.span.start, line.span.end), shifted).replace(/\r?\n$/, "");
}

function apply(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce((result, { span, newText }) => result.slice(0, span.start) + newText + result.slice(span.end), text);
}
