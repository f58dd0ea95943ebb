import type { Json } from "../audit/types.ts";
import { cut } from "./record.ts";
import { toText } from "./scope.ts";
import type { Value } from "./value.ts";

const maxCharacters = 8000;

/** A value as the trail keeps it. `kind` is missing where the whole of it is not there: it was too long or held a secret. */
export function recordValue(value: Value, redact: (text: string) => string): Readonly<Record<string, Json>> {
  const text = toText(value);
  const shown = cut(redact(text), maxCharacters);
  return shown === text ? { value: shown, kind: kindOf(value) } : { value: shown };
}

/** Undefined where the trail does not have the value. */
export function restoreValue(entry: Readonly<Record<string, Json>>): Value | undefined {
  const { value: text, kind, secret } = entry as { value?: Json; kind?: Json; secret?: Json };
  if (secret === true || typeof text !== "string") return undefined;
  switch (kind) {
    case "null":
      return null;
    case "boolean":
      return text === "true";
    case "integer":
      return /^-?\d+$/.test(text) ? BigInt(text) : undefined;
    case "number":
      return Number(text);
    case "text":
      return text;
    case "binary":
      return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    default:
      return undefined;
  }
}

function kindOf(value: Value): string {
  if (value === null) return "null";
  if (value instanceof Uint8Array) return "binary";
  if (typeof value === "bigint") return "integer";
  return typeof value === "string" ? "text" : typeof value;
}
