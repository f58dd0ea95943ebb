import { optionRecord } from "../mysql/catalogue.ts";
import type { Version } from "../mysql/flavor.ts";
import { pluginOf } from "../mysql/plugin-options.ts";
import type { Span } from "../text/span.ts";
import { readsGroup } from "./groups.ts";
import { judgeName, type NameJudgement } from "./judge-name.ts";
import { judgeValue, readBoolean, type ValueJudgement } from "./judge-value.ts";
import { type LineMemory, lineMemoryOf } from "./line-memory.ts";
import { overflowing } from "./long-lines.ts";
import { parseReaction } from "./problems.ts";
import type { Reaction } from "./reaction.ts";
import { judgeSpecialValue, type SpecialJudgement } from "./special-values.ts";
import type { OptionFile, Setting } from "./types.ts";

export type JudgementKind =
  | "syntax"
  | "unknown"
  | "removed"
  | "ambiguous"
  | "capitals"
  | "plugin"
  | "loose"
  | "loose-plugin"
  | "ignored"
  | "deprecated"
  | "abbreviated"
  | "no-value"
  | ValueJudgement["kind"];

/** What one server does about one place in a file. */
export interface Judgement {
  readonly span: Span;
  /** Absent for what is wrong with the file's syntax. */
  readonly setting?: Setting;
  readonly name?: NameJudgement;
  readonly reaction: Reaction;
  readonly kind: JudgementKind;
  /** The server does it without a word, so its log shows nothing. */
  readonly silent?: true;
  /** Whole sentences: what is wrong, then what to do. */
  readonly message: string;
  /** The option to use instead. */
  readonly replacement?: string;
  /** The value to write instead. */
  readonly value?: string;
}

/**
 * What a server does about each line of a file that it reads, in the order of the text. Lines that it takes as they are give
 * nothing. `memoryOf`: what to remember lines in.
 */
export function judgeFile(file: OptionFile, server: Version, memoryOf = lineMemoryOf): readonly Judgement[] {
  const judgements: Judgement[] = file.problems.map(({ code, message, span }) => {
    const reaction = parseReaction(code);
    return { kind: "syntax", reaction, message, span, ...(reaction === "ignores" ? { silent: true } : {}) };
  });
  judgements.push(...judgeLength(file, server));
  const settings = settingsOf(file, server);
  const surroundings = new Surroundings(settings, server);
  const memory = memoryOf(server, surroundings.withoutInnodb);
  for (const setting of settings) {
    const known = memory.get(setting);
    const found = known ?? judgeAlone(setting, server, surroundings, memory);
    for (const judgement of found) judgements.push(judgement);
  }
  return judgements.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

function judgeLength(file: OptionFile, server: Version): readonly Judgement[] {
  return overflowing(file, server).map((span) => ({
    span,
    kind: "syntax",
    reaction: "refuses",
    message:
      "The server reads 4,095 bytes of a line and takes the rest for another line, which it refuses. Shorten the line.",
  }));
}

/** The settings in the groups that the server reads. */
function settingsOf(file: OptionFile, server: Version): readonly Setting[] {
  const reads = new Map<string, boolean>();
  return file.lines.filter((line): line is Setting => {
    if (line.kind !== "setting") return false;
    const group = line.group?.name.value;
    if (group === undefined) return !file.problems.some(({ code }) => code === "option-before-group");
    const known = reads.get(group) ?? readsGroup(group, server);
    reads.set(group, known);
    return known;
  });
}

const LOADS = new Set(["plugin_load", "plugin_load_add", "early_plugin_load"]);
const NO_INNODB = "ignore_builtin_innodb";

/** What the judgement of a line may need to know of the other lines; notes whether it did. */
class Surroundings {
  /** MariaDB is told to leave InnoDB out, so its settings are unknown. */
  readonly withoutInnodb: boolean;
  asked = false;
  readonly #last = new Map<string, Setting>();
  readonly #plugins: string;

  constructor(settings: readonly Setting[], server: Version) {
    let plugins = "";
    for (const setting of settings) {
      const { key, value } = setting;
      const base = key.startsWith("loose_") ? key.slice("loose_".length) : key;
      if (LOADS.has(base) && value) plugins += ` ${value.value.toLowerCase()}`;
      this.#last.set(base, setting);
    }
    this.#plugins = plugins;
    const ignoring = this.#last.get(NO_INNODB);
    const without = ignoring && (ignoring.value?.value ?? "ON");
    this.withoutInnodb = server.flavor === "mariadb" && without !== undefined && readBoolean(without) === true;
  }

  /** The value that counts in the end, by key without `loose_`. */
  lastValue(key: string): string | undefined {
    this.asked = true;
    return this.#last.get(key)?.value?.value;
  }

  /** Whether `plugin_load` or the like loads it. */
  loads(plugin: string): boolean {
    this.asked = true;
    return this.#plugins.includes(plugin);
  }
}

/** Kept for the next time, unless other lines had a part in it. */
function judgeAlone(
  setting: Setting,
  server: Version,
  surroundings: Surroundings,
  memory: LineMemory,
): readonly Judgement[] {
  surroundings.asked = false;
  const judgements = judgeLine(setting, server, surroundings);
  if (!surroundings.asked) memory.set(setting, judgements);
  return judgements;
}

function judgeLine(setting: Setting, server: Version, surroundings: Surroundings): readonly Judgement[] {
  const name = judgeName(setting, server);
  const ofName = judgeNameOf(setting, name, server, surroundings);
  if (ofName && (ofName.reaction === "refuses" || ofName.reaction === "ignores")) return [ofName];
  const ofValue = judgeValueOf(setting, name, server, surroundings);
  // A value that is refused keeps the server from getting as far as the warning, and so does one of an option without
  // variable that is passed over.
  const late = ofValue?.kind === "passed-over" && optionRecord(name.base, server)?.scope === undefined;
  const both = ofName && ofValue?.reaction !== "refuses" && !late ? [ofName] : [];
  return [...both, ...ignoredInFull(setting, name, server), ...(ofValue ? [ofValue] : [])];
}

function judgeNameOf(
  setting: Setting,
  name: NameJudgement,
  server: Version,
  surroundings: Surroundings,
): Judgement | undefined {
  const common = { setting, name, span: setting.name.span };
  const written = setting.name.value;
  const unknown = name.loose ? ("ignores" as const) : ("refuses" as const);
  const { lookup } = name;
  if (surroundings.withoutInnodb && name.base.startsWith("innodb_")) {
    return {
      ...common,
      kind: name.loose ? "loose" : "unknown",
      reaction: unknown,
      message: `${NO_INNODB} leaves InnoDB out, so the server does not know "${written}" and refuses to start. Remove ${NO_INNODB}.`,
    };
  }
  if (name.capitals && lookup.kind !== "unknown" && lookup.kind !== "removed") {
    return {
      ...common,
      kind: "capitals",
      reaction: unknown,
      message: `The server does not know "${written}" in capitals and refuses to start. Write the name in lower case.`,
    };
  }
  switch (lookup.kind) {
    case "known":
      return undefined;
    case "unknown":
    case "removed":
      return name.loose
        ? {
            ...common,
            kind: "loose",
            reaction: "ignores",
            message: `The server does not know "${written}" and, because of loose_, starts without it. Correct the name or remove the line.`,
          }
        : {
            ...common,
            kind: lookup.kind,
            reaction: "refuses",
            message: `The server does not know "${written}" and refuses to start. Correct the name or remove the line.`,
            ...(lookup.replacement ? { replacement: lookup.replacement } : {}),
          };
    case "ambiguous":
      return {
        ...common,
        kind: "ambiguous",
        reaction: "refuses",
        message: `"${written}" may stand for several settings, and the server refuses to start. Write one in full: ${lookup.candidates.join(", ")}.`,
      };
    case "plugin": {
      const plugin = pluginOf(name.base, server);
      if (plugin === undefined || surroundings.loads(plugin)) return undefined;
      return name.loose
        ? {
            ...common,
            kind: "loose-plugin",
            reaction: "ignores",
            message: `Unless the plugin is installed, the server starts without "${written}", because of loose_. Load the plugin with plugin_load_add if the setting is wanted.`,
          }
        : {
            ...common,
            kind: "plugin",
            reaction: "refuses",
            message: `Unless the plugin is installed, the server does not know "${written}" and refuses to start. Write loose_ before the name, or load the plugin with plugin_load_add.`,
          };
    }
    case "ignored":
      return {
        ...common,
        kind: "ignored",
        reaction: "ignores",
        message: `The server takes "${written}" and does nothing with it. Remove the line.`,
      };
    case "abbreviation": {
      // Options that are read early are found before there is a log to warn in.
      const quiet = server.flavor === "mariadb" && isEarly(lookup.of);
      return {
        ...common,
        kind: "abbreviated",
        reaction: "warns",
        ...(quiet ? { silent: true as const } : {}),
        message: `The server takes "${written}" for ${lookup.of} as long as no other name begins so. Write the name in full.`,
        replacement: lookup.of,
      };
    }
    case "deprecated":
      return {
        ...common,
        kind: "deprecated",
        reaction: "warns",
        message: lookup.replacement
          ? `"${written}" is deprecated. Use ${lookup.replacement}.`
          : `"${written}" is deprecated and will go. Plan to do without it.`,
        ...(lookup.replacement ? { replacement: lookup.replacement } : {}),
      };
  }
}

/** An abbreviation of an option that the server ignores: it says both. */
function ignoredInFull(setting: Setting, name: NameJudgement, server: Version): readonly Judgement[] {
  if (name.lookup.kind !== "abbreviation" || optionRecord(name.lookup.of, server)?.status !== "ignored") return [];
  const message = `The server takes ${name.lookup.of} and does nothing with it. Remove the line.`;
  return [{ setting, name, span: setting.name.span, kind: "ignored", reaction: "ignores", message }];
}

function isEarly(option: string): boolean {
  return /^(back_log|max_connections|open_files_limit|table_definition_cache|table_open_cache)$/.test(option);
}

const REACTIONS: Readonly<Record<(ValueJudgement | SpecialJudgement)["kind"] | "no-value", Reaction>> = {
  "bad-value": "refuses",
  "no-value": "refuses",
  "out-of-range": "adjusts",
  "unread-boolean": "ignores",
  "passed-over": "ignores",
  rounded: "adjusts",
  deprecated: "warns",
};

function judgeValueOf(
  setting: Setting,
  { base, lookup, prefixes, loose }: NameJudgement,
  server: Version,
  surroundings: Surroundings,
): Judgement | undefined {
  const option = lookup.kind === "abbreviation" ? lookup.of : structuredPart(base);
  const record = optionRecord(option, server);
  if (!record) return undefined;
  const span = setting.value?.span ?? setting.name.span;
  const place = (
    judgement: ValueJudgement | SpecialJudgement | { readonly kind: "no-value"; readonly message: string },
  ): Judgement => {
    const usual = REACTIONS[judgement.kind];
    const reaction = usual === "refuses" && loose && server.flavor === "mariadb" ? "ignores" : usual;
    return {
      setting,
      span,
      reaction,
      ...judgement,
      ...(judgement.kind === "rounded" ? { silent: true as const } : {}),
    };
  };
  if (prefixes.includes("maximum")) return undefined;
  const value = writtenValue(setting, prefixes);
  if (record.type === "none") {
    return value === undefined
      ? undefined
      : place({
          kind: "no-value",
          message: `"${setting.name.value}" takes no value, and the server refuses to start. Write the name alone.`,
        });
  }
  if (value === undefined) {
    return record.argument === "required"
      ? place({
          kind: "bad-value",
          message: `"${setting.name.value}" needs a value, and the server refuses to start. Add one.`,
        })
      : undefined;
  }
  const judgement = judgeValue(value, record, server);
  if (judgement) return place(judgement);
  const late = readLate(option) ? (surroundings.lastValue(option) ?? value) : value;
  const special = (written: string) => judgeSpecialValue(option, written, server, (key) => surroundings.lastValue(key));
  const specially = late !== value && special(late) === undefined ? undefined : special(value);
  return specially && place(specially);
}

/** Of these the server looks at the last value alone. */
function readLate(option: string): boolean {
  return /^(character_set|collation)_/.test(option);
}

/** `hot.key_buffer_size` has the values of `key_buffer_size`. */
function structuredPart(base: string): string {
  return base.slice(base.indexOf(".") + 1);
}

/** The value that the option gets, which prefixes turn into 0 or 1. */
function writtenValue({ value }: Setting, prefixes: NameJudgement["prefixes"]): string | undefined {
  const zero = value?.value === "0";
  const last = prefixes.findLast((prefix) => prefix !== "loose");
  if (last === "skip" || last === "disable") return zero ? "1" : "0";
  if (last === "enable") return zero ? "0" : "1";
  return value?.value;
}
