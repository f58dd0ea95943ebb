import type { Version } from "../../mysql/flavor.ts";
import type { EffectiveLine } from "../../option-file/effective.ts";
import { readsGroup } from "../../option-file/groups.ts";
import type { OptionFile } from "../../option-file/types.ts";
import type { Span } from "../../text/span.ts";
import type { TextEdit } from "../rule.ts";

/** A place that a missing line is reported at and added after. */
export interface Anchor {
  /** What to mark. */
  readonly span: Span;
  /** The line, its ending included; none when the file has no place for a setting of the server. */
  readonly line?: Span;
  readonly like?: EffectiveLine;
}

/** Beside `like`, else at the first group that the server reads, else at the first setting. */
export function anchorOf(file: OptionFile, server: Version, like: EffectiveLine | undefined): Anchor {
  if (like) return { span: like.setting.name.span, line: like.setting.span, like };
  const group = file.lines.find((line) => line.kind === "group" && readsGroup(line.name.value, server));
  if (group?.kind === "group") return { span: group.name.span, line: group.span };
  const setting = file.lines.find((line) => line.kind === "setting" && line.group === undefined);
  return setting?.kind === "setting"
    ? { span: setting.name.span, line: setting.span }
    : { span: { start: 0, end: Math.min(1, file.text.length) } };
}

/** The line as it would be written beside another, in that one's style. */
export function insertLine({ text }: OptionFile, anchor: Anchor, name: string, value: string): TextEdit | undefined {
  if (!anchor.line) return undefined;
  let end = anchor.line.end;
  while (end > anchor.line.start && /[\r\n]/.test(text[end - 1] ?? "")) end--;
  const newLine = text.includes("\r\n") ? "\r\n" : "\n";
  const styled = styledName(name, anchor.like);
  return {
    span: { start: end, end },
    newText: `${newLine}${indent(text, anchor)}${styled}${sign(text, anchor.like)}${value}`,
  };
}

/** A setting with another value; a name with prefixes, or without a value, is written anew. */
export function writeLine({ text }: OptionFile, line: EffectiveLine, name: string, value: string): TextEdit {
  const { setting, bare, prefixes } = line;
  if (setting.value && !bare && prefixes.every((prefix) => prefix === "loose"))
    return { span: setting.value.span, newText: value };
  const loose = prefixes.includes("loose") ? "loose_" : "";
  const end = setting.value?.span.end ?? setting.name.span.end;
  return {
    span: { start: setting.name.span.start, end },
    newText: `${styledName(loose + name, line)}${sign(text, line)}${value}`,
  };
}

export function removeLines(lines: readonly EffectiveLine[]): readonly TextEdit[] {
  return lines.map(({ setting }) => ({ span: setting.span, newText: "" }));
}

function styledName(name: string, like: EffectiveLine | undefined): string {
  const written = like?.setting.name.value ?? "";
  return written.includes("-") && !written.includes("_") ? name.replaceAll("_", "-") : name;
}

function sign(text: string, like: EffectiveLine | undefined): string {
  const { name, value } = like?.setting ?? {};
  return name && value ? text.slice(name.span.end, value.span.start) : " = ";
}

function indent(text: string, { line, like }: Anchor): string {
  return like && line ? text.slice(line.start, like.setting.name.span.start) : "";
}

/** Insertions at one place become one, so that their order is not left to who applies them. */
export function joined(edits: readonly TextEdit[]): readonly TextEdit[] {
  const places = new Map<string, TextEdit>();
  for (const edit of edits) {
    const place = `${edit.span.start} ${edit.span.end}`;
    const before = places.get(place);
    places.set(place, before ? { ...edit, newText: before.newText + edit.newText } : edit);
  }
  return [...places.values()];
}
