import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { parseCheckpoint } from "../audit/checkpoint.ts";
import { readEntry, textAt } from "../audit/read-entry.ts";
import type { Trail } from "../audit/types.ts";
import { crossReferences } from "./trail-anchors.ts";
import { logFile, logIds } from "./trail-files.ts";
import { headIds, readHead } from "./trail-heads.ts";
import { readPart } from "./trail-lines.ts";
import { verifyLogFile } from "./trail-verify.ts";

export interface PruneFinding {
  readonly logId: string;
  /** `kept` names why a log that is old enough stays. */
  readonly status: "old" | "kept";
  readonly because?: string;
}

/** Which logs were opened before `before` (milliseconds since the epoch) and verify: those can go. Others stay, with the reason. */
export async function findPrunable(folder: string, before: number): Promise<PruneFinding[]> {
  const references = await crossReferences(folder);
  const found: PruneFinding[] = [];
  for (const logId of await logIds(folder)) {
    const location = logFile(logId, folder);
    const [first] = (await readPart(location, 65_536)).toString("utf8").split("\n");
    const opened = readEntry(Buffer.from(first ?? ""));
    const time = Date.parse((opened && textAt(opened, "time")) ?? "");
    if (!(time < before)) continue;
    if (references.prunings.has(logId)) {
      found.push({ logId, status: "kept", because: "it records which logs were removed" });
      continue;
    }
    const verdict = await verifyLogFile(location, { references });
    if (verdict.verdict === "VERIFIED") found.push({ logId, status: "old" });
    else found.push({ logId, status: "kept", because: `it is ${verdict.verdict}` });
  }
  return found;
}

/**
 * Removes logs. Says so in `trail` first, with the checkpoint of each, so that their absence is no riddle; what a `log.pruned`
 * names stays verifiable from any copy. The heads stay. Rejects with TrailError.
 */
export async function pruneLogs(folder: string, ids: readonly string[], trail: Trail): Promise<void> {
  const heads = new Set(await headIds(folder));
  for (let at = 0; at < ids.length; at += perEntry) {
    const pruned = await Promise.all(
      ids.slice(at, at + perEntry).map(async (log) => {
        const head = heads.has(log) ? parseCheckpoint((await readHead(folder, log)) ?? "") : undefined;
        return { log, size: head?.size ?? 0, root: head?.root ?? "" };
      }),
    );
    await trail.append({ type: "log.pruned", pruned }, { sealed: true });
    for (const { log } of pruned) await rm(dirname(logFile(log, folder)), { recursive: true });
  }
}

/** A line has at most 60 KiB. */
const perEntry = 200;
