import { CURRENT_VERSIONS, variableFacts } from "../../mysql/catalogue.ts";
import { explainSetting } from "../../mysql/explain-setting.ts";
import { readsGroup } from "../../option-file/groups.ts";
import type { Setting } from "../../option-file/types.ts";
import { visible } from "../../text/visible.ts";
import type { Hover } from "../features.ts";
import { groupReaders } from "./group-names.ts";
import { explainingServer, resolveName } from "./names.ts";
import { lineAt, type OptionPart, type OptionPlace, readersOf } from "./part.ts";
import { readable, seriesText, settingMarkdown } from "./setting-text.ts";

/** What there is to say about the group, setting or value at a place; the span is in the file of the part. */
export function hoverOption({ part, offset }: OptionPlace): Hover | undefined {
  const line = lineAt(part.file, offset);
  if (line?.kind === "group" && touches(line.name.span, offset)) {
    return { markdown: groupMarkdown(line.name.value, part), span: line.name.span };
  }
  if (line?.kind !== "setting" || (line.group && readersOf(part, line.group).length === 0)) return undefined;
  if (touches(line.name.span, offset)) {
    const markdown = nameMarkdown(line, part);
    return markdown === undefined ? undefined : { markdown, span: line.name.span };
  }
  if (line.value && touches(line.value.span, offset)) {
    const markdown = valueMarkdown(line, part);
    return markdown === undefined ? undefined : { markdown, span: line.value.span };
  }
  return undefined;
}

function touches(span: { readonly start: number; readonly end: number }, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}

function groupMarkdown(name: string, part: OptionPart): string {
  const shown = visible(name).replaceAll("`", "");
  const reading = CURRENT_VERSIONS.filter((version) => readsGroup(name, version));
  const readers = groupReaders(name);
  const lines = [`**[${shown}]**`];
  lines.push(readers ?? "No program of MySQL or MariaDB is known to read this group.");
  if (reading.length > 0 && reading.length < CURRENT_VERSIONS.length)
    lines.push(`Of the current servers: ${seriesText(reading)}.`);
  const [target] = part.targets;
  if (part.targets.length === 1 && target && readers && !readsGroup(name, target) && /^(mysqld|mariadb)/i.test(name)) {
    lines.push(`${seriesText([target])} passes over it.`);
  }
  return lines.join("\n\n");
}

function nameMarkdown(setting: Setting, part: OptionPart): string | undefined {
  const readers = readersOf(part, setting.group);
  const targets = readers.length > 0 ? readers : part.targets;
  const { base, prefixes } = resolveName(setting.key, targets);
  const server = explainingServer(base, targets);
  const explanation = server && explainSetting(base, server);
  if (!explanation) return undefined;
  const notes = prefixes.map((prefix) => PREFIXES[prefix]);
  return [settingMarkdown(explanation, targets), ...notes].join("\n\n");
}

const PREFIXES = {
  loose: "`loose_`: a server that does not know the option starts all the same.",
  skip: "`skip_` turns the option off.",
  disable: "`disable_` turns the option off.",
  enable: "`enable_` turns the option on.",
  maximum: "`maximum_` limits what sessions may set.",
} as const;

const FACTORS: Readonly<Record<string, number>> = { K: 1, M: 2, G: 3, T: 4, P: 5, E: 6 };

/** What a size comes to, and whether a number lies in the range. */
function valueMarkdown({ key, value }: Setting, { targets }: OptionPart): string | undefined {
  if (!value) return undefined;
  const { base } = resolveName(key, targets);
  const server = explainingServer(base, targets);
  const facts = server && variableFacts(base, server);
  if (!facts || (facts.type !== "unsigned" && facts.type !== "signed")) return undefined;
  const match = /^([+-]?\d{1,18})([KMGTPE]?)$/i.exec(value.value);
  if (!match) return undefined;
  const number = BigInt(match[1] ?? "0") * 1024n ** BigInt(FACTORS[(match[2] ?? "").toUpperCase()] ?? 0);
  const lines = [`\`${number}\`${match[2] ? "" : suffixOf(number)}`];
  const { min, max } = facts;
  if (min !== undefined && max !== undefined) lines.push(`${base} takes ${readable(min)} to ${readable(max)}.`);
  return lines.join("\n\n");
}

function suffixOf(number: bigint): string {
  const text = readable(String(number));
  return text.includes("(") ? ` ${text.slice(text.indexOf("("))}` : "";
}
