import type { Json } from "../types.ts";
import { redactPatterns } from "./patterns.ts";

type Fields = Readonly<Record<string, Json>>;

/** Words of ours, which a secret may happen to be equal to and which a reader needs. */
const ours = new Set([
  ...["type", "outcome", "status", "kind", "risk", "how", "mode", "effect", "code", "secret"],
  ...["sha256", "document_sha256", "blob", "log", "root", "certificate"],
  // Of approvals: signed as they are.
  ...["request_sha256", "block_sha256", "text_sha256", "approved", "nonce", "approval_note", "answers"],
]);

const withheldMark = "<withheld>";

/**
 * The last gate before an entry is hashed: every text of it without known secrets (`known` replaces them) and without what
 * looks like one. What was replaced is told in `redactions`: where, and by which rule. A text that can't be judged is withheld.
 */
export function redactFields(fields: Fields, known: (text: string) => string): Fields {
  const redactions: Json[] = [];
  const text = (original: string, path: string): string => {
    try {
      const plain = known(original);
      if (plain !== original) redactions.push({ at: path, rule: "known-secret" });
      const judged = redactPatterns(plain);
      for (const rule of judged.rules) redactions.push({ at: path, rule });
      return judged.text;
    } catch {
      redactions.push({ at: path, rule: "withheld" });
      return withheldMark;
    }
  };
  const walk = (value: Json, key: string, path: string): Json => {
    if (typeof value === "string") return ours.has(key) ? value : text(value, path);
    if (Array.isArray(value)) return value.map((item: Json, index) => walk(item, key, `${path}[${index}]`));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, walk(item as Json, name, `${path}.${name}`)]),
    );
  };
  const result = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, walk(value, key, key)]));
  return redactions.length === 0 ? result : { ...result, redactions: redactions.slice(0, 50) };
}
