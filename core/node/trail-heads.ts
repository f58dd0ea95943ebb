import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { parseCheckpoint, type TreeHead } from "../audit/checkpoint.ts";

export function headFile(folder: string, logId: string): string {
  return join(folder, "heads", logId);
}

/** Text of the copy of a log's newest checkpoint; undefined where there is none. */
export function readHead(folder: string, logId: string): Promise<string | undefined> {
  return readFile(headFile(folder, logId), "utf8").catch(() => undefined);
}

/** Ids of the logs that have a head, oldest first. */
export async function headIds(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, "heads")).catch(() => []);
  return names.filter((name) => !name.endsWith(".new")).toSorted();
}

/** Heads that changed last, the newest first. One that can't be read is left out: the verifier will say so. */
export async function newestHeads(folder: string, count: number): Promise<TreeHead[]> {
  const ids = (await headIds(folder)).slice(-256);
  const dated = await Promise.all(
    ids.map(async (id) => ({
      id,
      at: await stat(headFile(folder, id)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    })),
  );
  const newest = dated.toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1)).slice(0, count);
  const texts = await Promise.all(newest.map(({ id }) => readHead(folder, id)));
  return texts.flatMap((text) => {
    const found = text === undefined ? undefined : parseCheckpoint(text);
    return found ? [{ log: found.log, size: found.size, root: found.root }] : [];
  });
}
