import { explainSetting } from "../../mysql/explain-setting.ts";
import type { Version } from "../../mysql/flavor.ts";
import { isSpace } from "../../option-file/scan.ts";
import { spanOf } from "../../text/span.ts";
import type { CompletionItem } from "../features.ts";
import { completeNames } from "./complete-names.ts";
import { completeValues } from "./complete-values.ts";
import { groupsFor } from "./group-names.ts";
import { explainingServer } from "./names.ts";
import { lineAt, type OptionPlace } from "./part.ts";
import { settingMarkdown } from "./setting-text.ts";

/** What can stand at a place of an option file. The spans are in the file of the part. */
export function completeOption({ part, offset }: OptionPlace): readonly CompletionItem[] {
  const { text } = part.file;
  const start = offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
  const before = text.slice(start, offset);
  const newline = text.indexOf("\n", offset);
  const end = newline < 0 ? text.length : newline;
  const group = /^\s*\[([^\]]*)$/.exec(before);
  if (group) return completeGroups(part.targets, text, offset - (group[1] ?? "").length, end);
  const directive = /^\s*!(\w*)$/.exec(before);
  if (directive) return completeDirectives(offset - (directive[1] ?? "").length, offset);
  if (/^\s*[#;![]/.test(before)) return [];
  const line = lineAt(part.file, offset);
  const setting = line?.kind === "setting" ? line : undefined;
  if (setting?.value && offset > setting.name.span.end && before.includes("=")) {
    return offset <= setting.value.span.end || text.slice(setting.value.span.end, offset).trim() === ""
      ? completeValues(part, setting, Math.min(offset, Math.max(setting.value.span.end, offset)))
      : [];
  }
  return /^\s*[\w.-]*$/.test(before) ? completeNames(part, nameStart(text, start, offset), offset, setting) : [];
}

function nameStart(text: string, start: number, offset: number): number {
  let at = start;
  while (at < offset && (isSpace(text.charCodeAt(at)) || text.charCodeAt(at) === 0xfeff)) at++;
  return at;
}

function completeGroups(
  targets: readonly Version[],
  text: string,
  start: number,
  lineEnd: number,
): readonly CompletionItem[] {
  const rest = text.slice(start, lineEnd);
  const bracket = rest.indexOf("]");
  const written = bracket < 0 ? rest.trimEnd().length : bracket;
  return groupsFor(targets).map(({ name, readers }, index) => ({
    label: name,
    kind: "group",
    detail: readers,
    newText: bracket < 0 ? `${name}]` : name,
    span: spanOf(start, start + written),
    sortText: String(index).padStart(3, "0"),
  }));
}

function completeDirectives(start: number, offset: number): readonly CompletionItem[] {
  const directives = [
    ["include", "Reads another option file here."],
    ["includedir", "Reads every *.cnf of a folder here, by name."],
  ] as const;
  return directives.map(([name, detail], index) => ({
    label: `!${name}`,
    kind: "keyword",
    detail,
    newText: `!${name} `,
    span: spanOf(start - 1, offset),
    sortText: String(index),
  }));
}

/** What is said of a setting beside the list. */
export function documentSetting(name: string, targets: readonly Version[]): string | undefined {
  const server = explainingServer(name, targets);
  const explanation = server && explainSetting(name, server);
  return explanation && settingMarkdown(explanation, targets);
}
