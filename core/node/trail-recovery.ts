import type { Actor } from "../audit/entry.ts";
import { asEntry, type Entry, readEntry, textAt } from "../audit/read-entry.ts";
import type { EntryBody } from "../audit/types.ts";
import { ChainVerifier } from "../audit/verify-chain.ts";
import { bootId } from "./actor.ts";
import { sha256 } from "./sha256.ts";
import { logFile, logIds } from "./trail-files.ts";
import { linesOf, readPart } from "./trail-lines.ts";

/** How many of the newest logs are looked at: an older one that was cut off was seen when its successors were opened. */
const reach = 32;

/** Logs that this process has open. */
export const ownLogs = new Set<string>();

/** Entries with which a new log takes over those that their writers left unfinished. Changes nothing in them. */
export async function recoverLogs(folder: string, newLog: string, actor: Actor): Promise<EntryBody[]> {
  const ids = (await logIds(folder)).filter((id) => id !== newLog).slice(-reach);
  const cutOff = await Promise.all(ids.map(async (id) => ((await isAbandoned(folder, id, actor)) ? [id] : [])));
  const abandoned = cutOff.flat();
  if (abandoned.length === 0) return [];
  const done = await alreadyRecovered(folder, ids.slice(ids.indexOf(abandoned[0] ?? "")));
  const bodies: EntryBody[] = [];
  for (const id of abandoned.filter((one) => !done.has(one))) bodies.push(...(await takeOver(folder, id)));
  return bodies;
}

async function isAbandoned(folder: string, id: string, actor: Actor): Promise<boolean> {
  if (ownLogs.has(id)) return false;
  const location = logFile(id, folder);
  const end = (await readPart(location, 4096, true)).toString("latin1");
  if (end.endsWith("\n") && end.slice(0, -1).split("\n").at(-1)?.includes('"type":"log.closed"')) return false;
  const [first] = (await readPart(location, 65_536)).toString("utf8").split("\n");
  const opened = readEntry(Buffer.from(first ?? ""));
  // Without a whole first line nothing was ever acknowledged, and it may just be being written.
  if (opened === undefined) return end.includes("\n");
  // Another machine's writer can't be looked at from here.
  if (textAt(opened, "actor", "host") !== actor.host) return false;
  const pid = asEntry(opened["actor"])?.["pid"];
  return opened["boot"] !== bootId() || pid === actor.pid || typeof pid !== "number" || !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function alreadyRecovered(folder: string, ids: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const id of ids) {
    const lines = (await readPart(logFile(id, folder), 256 * 1024)).toString("utf8").split("\n");
    for (const line of lines.filter((text) => text.includes('"type":"log.recovered"'))) {
      const entry = readEntry(Buffer.from(line));
      const log = entry && textAt(entry, "recovered", "log");
      if (log !== undefined) found.add(log);
    }
  }
  return found;
}

async function takeOver(folder: string, id: string): Promise<EntryBody[]> {
  const chain = new ChainVerifier(sha256, id);
  let run: Entry | undefined;
  let tail = 0;
  try {
    for await (const { bytes, complete } of linesOf(logFile(id, folder))) {
      const accepted = complete ? chain.line(bytes) : undefined;
      if (accepted?.entry["type"] === "run.started") run = asEntry(accepted.entry["run"]);
      if (!complete) tail = bytes.length;
    }
  } catch {
    // What can't be read is left to the verifier.
    return [];
  }
  chain.finish(new Uint8Array());
  const recovered = {
    log: id,
    size: chain.size,
    root: chain.root(),
    head: chain.head,
    torn_bytes: tail,
    ...(chain.finding ? { tampered: chain.finding.message } : {}),
    ...(run ? { run } : {}),
  };
  return [
    { type: "log.recovered", recovered },
    ...chain.openIntents.map(
      ({ seq, name, step }): EntryBody => ({
        type: "step.unknown",
        step,
        recovers: { log: id, intent: seq },
        outcome: "unknown",
        message: `Nothing says how ${name} ended: its effect is unknown. Look at the server.`,
      }),
    ),
  ];
}
