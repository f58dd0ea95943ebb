import type { TreeHead } from "./checkpoint.ts";
import { asEntry, type Entry } from "./read-entry.ts";
import type { Json } from "./types.ts";

/** The newest checkpoints of other logs, as `log.opened` names them. */
export function headsField(heads: readonly TreeHead[]): Json {
  return heads.map(({ log, size, root }) => ({ log, size, root }));
}

/** What an entry says about other logs: `log.opened` of earlier ones, `log.recovered` of the one it takes over, `log.pruned` of those that went. */
export function headsIn(entry: Entry): readonly TreeHead[] {
  const named: readonly (Json | undefined)[] =
    entry["type"] === "log.opened"
      ? list(entry["heads"])
      : entry["type"] === "log.recovered"
        ? [entry["recovered"]]
        : entry["type"] === "log.pruned"
          ? list(entry["pruned"])
          : [];
  return named.flatMap((item) => {
    const { log, size, root } = asEntry(item) ?? {};
    return typeof log === "string" && typeof size === "number" && typeof root === "string" ? [{ log, size, root }] : [];
  });
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
