import { type VariableFacts, variableFacts } from "../../mysql/catalogue.ts";
import { withSuffix, writtenDefault } from "../../mysql/explain-setting.ts";
import type { Version } from "../../mysql/flavor.ts";
import type { Setting } from "../../option-file/types.ts";
import { type Span, spanOf } from "../../text/span.ts";
import type { CompletionItem } from "../features.ts";
import { isSize } from "./complete-names.ts";
import { resolveName } from "./names.ts";
import { type OptionPart, readersOf } from "./part.ts";

interface Choice {
  readonly value: string;
  readonly detail?: string;
}

/** Values for the setting with the cursor at `offset`. Lists are completed member by member. */
export function completeValues(part: OptionPart, setting: Setting, offset: number): readonly CompletionItem[] {
  const { base } = resolveName(setting.key, part.targets);
  const readers = readersOf(part, setting.group);
  const server = (readers.length > 0 ? readers : part.targets).find((target) => variableFacts(base, target));
  const facts = server && variableFacts(base, server);
  if (!server || !facts) return [];
  const { type } = facts;
  const span =
    type === "set" || type === "flags" ? memberSpan(part.file.text, setting, offset) : valueSpan(setting, offset);
  return choices(base, facts, server).map(({ value, detail }, index) => ({
    label: value,
    kind: "value",
    ...(detail ? { detail } : {}),
    newText: value,
    span,
    sortText: String(index).padStart(3, "0"),
  }));
}

function valueSpan({ value }: Setting, offset: number): Span {
  if (!value || value.span.start === value.span.end) return spanOf(offset, offset);
  return offset < value.span.start ? spanOf(offset, offset) : value.span;
}

/** The member around the cursor, between commas. */
function memberSpan(text: string, { value }: Setting, offset: number): Span {
  if (!value || offset < value.span.start || offset > value.span.end) return spanOf(offset, offset);
  const quoted = /^["']/.test(text.slice(value.span.start, value.span.end)) ? 1 : 0;
  const from = Math.max(value.span.start + quoted, text.lastIndexOf(",", offset - 1) + 1);
  const comma = text.indexOf(",", offset);
  const last = value.span.end - (quoted === 1 && /["']/.test(text[value.span.end - 1] ?? "") ? 1 : 0);
  return spanOf(from, Math.max(offset, comma < 0 ? last : Math.min(comma, last)));
}

function choices(name: string, facts: VariableFacts, server: Version): readonly Choice[] {
  const usual = writtenDefault(facts);
  const mark = (value: string): Choice => (value === usual ? { value, detail: "default" } : { value });
  switch (facts.type) {
    case "boolean":
      return ["ON", "OFF"].map(mark);
    case "enum":
      return facts.members.map(mark);
    case "set":
      return facts.members.map((value) =>
        (usual ?? "").split(",").includes(value) ? { value, detail: "in the default" } : { value },
      );
    case "flags":
      return facts.members.flatMap((member) =>
        ["on", "off"].map((state) => {
          const value = `${member}=${state}`;
          return (usual ?? "").split(",").includes(value) ? { value, detail: "default" } : { value };
        }),
      );
    case "unsigned":
    case "signed":
    case "decimal":
      return numbers(name, facts, usual);
    default:
      return texts(name, usual, server);
  }
}

const SIZES = ["16M", "64M", "128M", "256M", "512M", "1G", "2G", "4G", "8G", "16G"];

function numbers(name: string, facts: VariableFacts, usual: string | undefined): readonly Choice[] {
  const write = (digits: string): string => (isSize(name) && withSuffix(digits)) || digits;
  const known = new Map<string, string | undefined>();
  if (usual !== undefined) known.set(write(usual), "default");
  for (const value of SENSIBLE[name] ?? []) known.set(value, known.get(value));
  if (isSize(name) && Number(usual ?? 0) >= 1024 * 1024) {
    for (const size of SIZES) if (fits(size, facts)) known.set(size, known.get(size));
  }
  if (facts.min !== undefined && !known.has(write(facts.min))) known.set(write(facts.min), "smallest");
  if (facts.max !== undefined && facts.max.length <= 10 && !known.has(write(facts.max)))
    known.set(write(facts.max), "largest");
  return [...known].map(([value, detail]) => ({ value, ...(detail ? { detail } : {}) }));
}

const FACTORS: Readonly<Record<string, bigint>> = { M: 1024n ** 2n, G: 1024n ** 3n };

function fits(size: string, { min, max }: VariableFacts): boolean {
  const bytes = BigInt(size.slice(0, -1)) * (FACTORS[size.slice(-1)] ?? 1n);
  const limit = (text: string | undefined): bigint | undefined =>
    text && /^\d+$/.test(text) ? BigInt(text) : undefined;
  return bytes >= (limit(min) ?? 0n) && bytes <= (limit(max) ?? bytes);
}

/** Values that people choose from where the range alone does not tell. */
const SENSIBLE: Readonly<Record<string, readonly string[]>> = {
  innodb_flush_log_at_trx_commit: ["1", "2", "0"],
  sync_binlog: ["1"],
  binlog_expire_logs_seconds: ["259200", "604800", "1209600", "2592000"],
  replica_net_timeout: ["5", "10", "30"],
  slave_net_timeout: ["5", "10", "30"],
};

function texts(name: string, usual: string | undefined, server: Version): readonly Choice[] {
  const known = TEXTS[name] ?? [];
  const all = [...new Set([...(usual === undefined ? [] : [usual]), ...known])];
  return all.map((value) =>
    value === usual ? { value, detail: `default of ${server.major}.${server.minor}` } : { value },
  );
}

const TEXTS: Readonly<Record<string, readonly string[]>> = {
  default_time_zone: ["+00:00", "SYSTEM"],
  character_set_server: ["utf8mb4"],
  collation_server: ["utf8mb4_unicode_ci"],
  bind_address: ["127.0.0.1"],
  log_bin: ["binlog"],
  relay_log: ["relay-bin"],
};
