import { createHash } from "node:crypto";
import type { TextHash } from "../run/ports.ts";

/** SHA-256 of the bytes, or of the UTF-8 bytes of a text, as lower-case hex. */
export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/** A hash of a text that comes in pieces, by its UTF-8 bytes. */
export function textHash(): TextHash {
  const hash = createHash("sha256");
  return {
    add(text) {
      hash.update(text, "utf8");
      return Buffer.byteLength(text);
    },
    digest: () => hash.digest("hex"),
  };
}
