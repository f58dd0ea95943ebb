import { successorOf, synonyms } from "../../mysql/renames.ts";
import type { NameJudgement } from "../../option-file/judge-name.ts";
import { settingKey } from "../../option-file/parse.ts";
import type { Setting } from "../../option-file/types.ts";
import type { Fix, TextEdit } from "../rule.ts";

/** The ways to make a server accept a setting that it refuses, best first. */
export function fixesOf(setting: Setting, judgement: NameJudgement): readonly Fix[] {
  const { base, lookup, capitals } = judgement;
  const { value: name, span } = setting.name;
  if (lookup.kind === "ambiguous")
    return lookup.candidates.map((candidate) => rename(setting, base, candidate, "unsafe"));
  if (lookup.kind !== "unknown" && lookup.kind !== "removed") {
    return capitals
      ? [{ title: "Write the name in lower case", safety: "safe", edits: [{ span, newText: name.toLowerCase() }] }]
      : [];
  }
  const split = /^([\w-]+)(?:\s*:\s*|\s+)(\S.*)$/s.exec(name);
  if (split && !setting.value)
    return [
      {
        title: 'Put "=" between name and value',
        safety: "safe",
        edits: [{ span, newText: `${split[1]} = ${split[2]}` }],
      },
    ];
  const bare = /^(?:--|@@)(?:global\.|session\.)?(?=[a-z])/i.exec(name);
  if (bare)
    return [
      {
        title: `Remove "${bare[0]}"`,
        safety: "safe",
        edits: [{ span: { start: span.start, end: span.start + bare[0].length }, newText: "" }],
      },
    ];
  const inner = setVariable(setting);
  if (inner) return [inner];
  return [...renames(setting, judgement), removal(setting)];
}

/** `set-variable = name=value`, which servers stopped to read long ago. */
export function isSetVariable({ key, value }: Setting): boolean {
  return key === "set_variable" && value !== undefined && /^[\w-]+\s*=/.test(value.value);
}

function setVariable(setting: Setting): Fix | undefined {
  const { name, value } = setting;
  if (!value || !isSetVariable(setting)) return undefined;
  const edits = [{ span: { start: name.span.start, end: value.span.start }, newText: "" }];
  return { title: 'Remove "set-variable"', safety: "safe", edits };
}

function renames(setting: Setting, { base, lookup }: NameJudgement): readonly Fix[] {
  if (lookup.kind !== "unknown" && lookup.kind !== "removed") return [];
  const { replacement } = lookup;
  if (replacement !== undefined) return replacementFixes(setting, base, replacement);
  return lookup.kind === "unknown"
    ? lookup.suggestions.map((suggestion) => rename(setting, base, suggestion, "unsafe"))
    : [];
}

/** Puts another option in the place of `base`, with its value converted; nothing where a person has to. */
export function replacementFixes(setting: Setting, base: string, replacement: string): readonly Fix[] {
  const successor = successorOf(base);
  if (!successor?.names.includes(replacement)) {
    return [rename(setting, base, replacement, synonyms(base).includes(replacement) ? "safe" : "unsafe")];
  }
  const value = setting.value;
  const converted = value && successor.convert?.(value.value);
  if (!value || converted === undefined) return [];
  const fix = rename(setting, base, replacement, "safe");
  return [
    {
      ...fix,
      title: `Use "${replacement} = ${converted}"`,
      edits: [...fix.edits, { span: value.span, newText: converted }],
    },
  ];
}

/** Keeps the prefixes and the writer's `-` or `_`. */
export function rename(setting: Setting, base: string, to: string, safety: Fix["safety"]): Fix {
  const { value: name, span } = setting.name;
  const start = settingKey(name).endsWith(base) ? span.end - base.length : span.start;
  const newText = name.includes("-") && !name.includes("_") ? to.replaceAll("_", "-") : to;
  const edit: TextEdit = { span: { start, end: span.end }, newText };
  return { title: `Use "${newText}"`, safety, edits: [edit] };
}

export function removal(setting: Setting, safety: Fix["safety"] = "unsafe"): Fix {
  return { title: "Remove the line", safety, edits: [{ span: setting.span, newText: "" }] };
}
