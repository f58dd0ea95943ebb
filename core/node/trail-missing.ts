import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { LogVerdict } from "../audit/verdict.ts";
import { type CrossReferences, crossReferences } from "./trail-anchors.ts";
import { logFile, logIds } from "./trail-files.ts";
import { headIds } from "./trail-heads.ts";
import { type TrustOptions, verifyLogFile } from "./trail-verify.ts";

interface Named {
  readonly where: string;
  /** A checkpoint that was kept elsewhere names it. */
  readonly outside: boolean;
}

/** Logs that something in the folder, or a checkpoint kept elsewhere, speaks of and that are not there. */
export async function missingLogs(
  folder: string,
  trust: TrustOptions = {},
): Promise<{ logId: string; verdict: LogVerdict }[]> {
  const references = trust.references ?? (await crossReferences(folder));
  const present = new Set(await logIds(folder));
  const named = new Map<string, Named>();
  for (const id of await headIds(folder))
    named.set(id, { where: "The copy of a checkpoint under heads", outside: false });
  for (const [id, [first]] of references.anchors)
    named.set(id, { where: first?.where ?? "A later log", outside: false });
  for (const { log, where } of trust.anchors ?? []) named.set(log, { where, outside: true });
  const prunings = await believedPrunings(folder, references, trust);
  const missing: { logId: string; verdict: LogVerdict }[] = [];
  for (const [logId, { where, outside }] of named) {
    if (present.has(logId)) continue;
    const records = prunings.filter(({ removed }) => removed.has(logId));
    // Whoever holds the key can write such a record: against a checkpoint from elsewhere it counts only if one vouches for it.
    if (records.some((record) => !outside || record.vouched)) continue;
    const [record] = records;
    const why = record
      ? `The log ${record.by} records that it was removed on purpose, and no checkpoint that was kept elsewhere vouches for that record. If the removal is known to you, keep new ones (audit head --all) and verify against them.`
      : "Find out who removed it; restore it from a copy.";
    missing.push({
      logId,
      verdict: {
        verdict: "TAMPERED",
        reason: "log-missing",
        entry: 0,
        byte: 0,
        message: `${where} speaks of the log ${logId}, which is not in ${join(folder, "logs")}. ${why}`,
      },
    });
  }
  return missing;
}

/** Files and links that lie where only the folders of logs do. */
export async function strayFiles(folder: string): Promise<{ logId: string; verdict: LogVerdict }[]> {
  const found = await readdir(join(folder, "logs"), { withFileTypes: true }).catch(() => []);
  return found
    .filter((item) => !item.isDirectory())
    .map(({ name }) => ({
      logId: name,
      verdict: {
        verdict: "TAMPERED",
        reason: "unnamed-file",
        entry: 0,
        byte: 0,
        message: `${join(folder, "logs", name)} is no folder of a log, and this product puts nothing else there. Find out who did.`,
      },
    }));
}

interface Removal {
  readonly by: string;
  readonly removed: ReadonlySet<string>;
  readonly vouched: boolean;
}

/** Removals that a genuine log records below a checkpoint of its own: anybody can write a line behind the last one. */
async function believedPrunings(folder: string, references: CrossReferences, trust: TrustOptions): Promise<Removal[]> {
  const records: Removal[] = [];
  for (const [by, said] of references.prunings) {
    const verdict = await verifyLogFile(logFile(by, folder), { ...trust, references });
    const settled =
      verdict.verdict === "VERIFIED" ? verdict.entries : verdict.verdict === "INCOMPLETE" ? verdict.sealed : 0;
    const removed = new Set(said.filter(({ entry }) => entry < settled).map(({ log }) => log));
    records.push({ by, removed, vouched: verdict.verdict === "VERIFIED" && verdict.anchored === "outside" });
  }
  return records;
}
