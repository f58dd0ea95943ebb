import { atLeast } from "../mysql/flavor.ts";
import type { Session } from "./ports.ts";

/** The GTIDs that a server had executed. A long set is cut; its hash is of all of it. */
export interface GtidSet {
  readonly text: string;
  /** SHA-256 of the whole set, lower-case hex, when `text` is its beginning only. */
  readonly sha256?: string;
}

/** What a target had executed before and after a step that changes something. */
export interface GtidChange {
  readonly before?: GtidSet;
  readonly after?: GtidSet;
}

const maxLength = 1000;

/** Undefined when the server does not answer, or knows no GTIDs. */
export async function readGtidSet(
  session: Session,
  sha256: (text: string) => string,
  signal: AbortSignal,
): Promise<GtidSet | undefined> {
  const { version } = session.identity;
  if (version.flavor === "mysql" && !atLeast(version, 5, 6)) return undefined;
  const variable = version.flavor === "mariadb" ? "gtid_current_pos" : "gtid_executed";
  const outcome = await session.query(`SELECT @@global.${variable}`, { signal });
  const value = outcome.status === "ok" ? outcome.resultSets[0]?.rows[0]?.[0] : undefined;
  if (typeof value !== "string") return undefined;
  const set = value.replaceAll(/\s+/g, "");
  return set.length <= maxLength ? { text: set } : { text: set.slice(0, maxLength), sha256: sha256(set) };
}
