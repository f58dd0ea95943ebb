import type { Value } from "../../core/run/value.ts";
import { visible } from "./visible.ts";

export interface Cell {
  /** One line without control characters. */
  readonly text: string;
  readonly kind: "null" | "number" | "text" | "binary";
}

const HEX_BYTES = 64;

/** A value on one line. NULL is marked by its kind, so that the text "NULL" stays distinct from it. */
export function cellOf(value: Value): Cell {
  if (value === null) return { text: "NULL", kind: "null" };
  if (typeof value === "number" || typeof value === "bigint") return { text: String(value), kind: "number" };
  if (typeof value === "boolean") return { text: String(value), kind: "text" };
  if (value instanceof Uint8Array) {
    const shown = Buffer.from(value.subarray(0, HEX_BYTES)).toString("hex");
    const rest = value.length > HEX_BYTES ? `… (${value.length} bytes)` : "";
    return { text: `0x${shown}${rest}`, kind: "binary" };
  }
  return { text: visible(value), kind: "text" };
}
