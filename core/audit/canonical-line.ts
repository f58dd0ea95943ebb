import canonicalize from "canonicalize";
import type { Json } from "./types.ts";

/** Bytes of a line without its line feed. Longer outputs belong beside the log. */
export const maxLineBytes = 60 * 1024;

const encoder = new TextEncoder();

/** RFC 8785 bytes of one entry, without line feed. Throws RangeError for a float, a lone surrogate or a line that is too long. */
export function canonicalLine(entry: Readonly<Record<string, Json>>): Uint8Array {
  refuseFloats(entry, "entry");
  const bytes = encoder.encode(canonicalText(entry));
  if (bytes.length > maxLineBytes) {
    throw new RangeError(`An audit entry of ${bytes.length} bytes is longer than ${maxLineBytes}. Shorten its output.`);
  }
  return bytes;
}

export function canonicalText(value: Json): string {
  try {
    return canonicalize(value) ?? "null";
  } catch (error) {
    throw new RangeError(
      `An audit entry has no canonical form: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

function refuseFloats(value: Json | undefined, path: string): void {
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) {
      throw new RangeError(`${path} is ${value}: an audit entry holds only integers below 2^53. Write it as a string.`);
    }
  } else if (value !== null && typeof value === "object") {
    for (const [key, item] of Object.entries(value)) refuseFloats(item as Json | undefined, `${path}.${key}`);
  }
}
