import { toHex } from "../audit/bytes.ts";
import { visible } from "../text/visible.ts";
import type { Value } from "./value.ts";

export interface ShownValue {
  readonly text: string;
  /** NULL is marked by its kind, so that the text "NULL" stays distinct from it. */
  readonly kind: "null" | "number" | "text" | "binary";
}

const HEX_BYTES = 64;

/** A value on one line, without control characters. */
export function showValue(value: Value): ShownValue {
  if (value === null) return { text: "NULL", kind: "null" };
  if (typeof value === "number" || typeof value === "bigint") return { text: String(value), kind: "number" };
  if (typeof value === "boolean") return { text: String(value), kind: "text" };
  if (value instanceof Uint8Array) {
    const hex = toHex(value.subarray(0, HEX_BYTES));
    const rest = value.length > HEX_BYTES ? `… (${value.length} bytes)` : "";
    return { text: `0x${hex}${rest}`, kind: "binary" };
  }
  return { text: visible(value), kind: "text" };
}
