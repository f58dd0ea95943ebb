import { attributeKeys } from "./attributes.ts";
import type { RawAttribute } from "./info-string.ts";
import { stepKind, stepLanguages } from "./step-kinds.ts";
import { suggest } from "./suggest.ts";

/** Languages that are no slip of the hand for one of ours, however near they are to it. */
const others = new Set(["csh", "ksh", "fish", "pwsh", "psh", "ash", "dash", "psql", "pgsql", "plsql", "tsql"]);
const pair = /([\w-]+)=(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s,"'{}]*)/g;

/** Whether a text has attributes of a step that stand outside braces, where nothing reads them. */
export function hasBareAttributes(text: string): boolean {
  return [...text.matchAll(pair)].some(([, key = ""]) => isOwnKey(key));
}

/** Where the language of `bash,name=x` ends. */
export function endOfLanguage(word: string): number {
  const comma = word.search(/[,;:]/);
  return comma > 0 && stepKind(word.slice(0, comma).toLowerCase()) && hasBareAttributes(word.slice(comma))
    ? comma
    : word.length;
}

/** The step that `sqll {on=source}` was meant to be: near in its word, and with attributes that only a step has. */
export function meantLanguage(language: string, attributes: readonly RawAttribute[]): string | undefined {
  if (language === "" || stepKind(language) || others.has(language)) return undefined;
  return attributes.some(({ key }) => isOwnKey(key)) ? suggest(language, stepLanguages) : undefined;
}

/** The class of `{.sql on=source}` that was meant as the language. */
export function languageClass(attributes: readonly RawAttribute[]): RawAttribute | undefined {
  if (!attributes.some(({ key }) => isOwnKey(key))) return undefined;
  return attributes.find(({ key, value }) => value === undefined && key.startsWith(".") && stepKind(languageIn(key)));
}

export function languageIn(key: string): string {
  return key.slice(1).toLowerCase();
}

function isOwnKey(key: string): boolean {
  return attributeKeys.includes(key.toLowerCase().replaceAll("_", "-"));
}
