import { constants } from "node:fs";
import { copyFile, cp, mkdir, readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseCheckpoint } from "../audit/checkpoint.ts";
import type { Trail } from "../audit/types.ts";
import { checkpointFile, logFolder, placeOf } from "./trail-files.ts";
import { headFile, readHead } from "./trail-heads.ts";

export type ExportOutcome =
  | { readonly status: "exported"; readonly folder: string; readonly log: string; readonly size: number }
  | { readonly status: "refused"; readonly message: string };

/**
 * Copies a log with its checkpoints, blobs, head and the public keys into a folder of the same layout, which verifies on
 * any machine, and records in `trail` that it was done, before it is. Rejects with TrailError or for what the disk says.
 */
export async function exportLog(location: string, to: string, trail: Trail): Promise<ExportOutcome> {
  const place = placeOf(location);
  if (place === undefined)
    return { status: "refused", message: `${location} does not lie in an audit folder. Copy it as a file.` };
  const { folder, logId } = place;
  const target = logFolder(to, logId);
  if (
    await stat(target).then(
      () => true,
      () => false,
    )
  )
    return { status: "refused", message: `${target} is there already. Export to another folder.` };
  const head = parseCheckpoint((await readHead(folder, logId)) ?? "");
  const size = head?.size ?? 0;
  const exported = { log: logId, size, ...(head ? { root: head.root } : {}), to };
  await trail.append({ type: "export.created", exported });
  for (const path of [target, join(to, "heads"), join(to, "keys")]) await mkdir(path, { recursive: true, mode: 0o700 });
  await copy(location, join(target, "000001.jsonl"));
  await copy(checkpointFile(location), checkpointFile(join(target, "000001.jsonl")));
  await copy(headFile(folder, logId), headFile(to, logId));
  await cp(join(dirname(location), "blobs"), join(target, "blobs"), { recursive: true }).catch(ignoreMissing);
  for (const name of await readdir(join(folder, "keys")).catch(() => [])) {
    if (name.endsWith(".pub")) await copyFile(join(folder, "keys", name), join(to, "keys", name));
  }
  return { status: "exported", folder: to, log: logId, size };
}

function copy(from: string, to: string): Promise<void> {
  return copyFile(from, to, constants.COPYFILE_EXCL).catch(ignoreMissing);
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
