import { readFile } from "node:fs/promises";
import { parseCheckpoint, splitNotes, type TreeHead } from "../audit/checkpoint.ts";
import { headsIn } from "../audit/heads.ts";
import { type Entry, readEntry, textAt } from "../audit/read-entry.ts";
import type { Remark } from "../audit/verdict.ts";
import type { Anchor } from "../audit/verify-seals.ts";
import { logFile, logIds } from "./trail-files.ts";
import { linesOf, readPart } from "./trail-lines.ts";

/** What the logs of a folder say about each other. */
export interface CrossReferences {
  /** By log id. */
  readonly anchors: ReadonlyMap<string, readonly Anchor[]>;
  /** Which log took over an unfinished one, by the id of the unfinished one. */
  readonly recoveredBy: ReadonlyMap<string, Remark>;
  /** What logs say about others that were removed on purpose, by the id of the log that says it. Whether that is true, the caller judges. */
  readonly prunings: ReadonlyMap<string, readonly Pruning[]>;
}

interface Pruning {
  readonly log: string;
  /** Entry that says so. */
  readonly entry: number;
}

/** What speaks of other logs stands at the beginning of a log. */
const beginning = 256 * 1024;

/** Reads the beginnings of all logs of a folder. */
export async function crossReferences(folder: string): Promise<CrossReferences> {
  const anchors = new Map<string, Anchor[]>();
  const recoveredBy = new Map<string, Remark>();
  const prunings = new Map<string, Pruning[]>();
  for (const id of await logIds(folder)) {
    for await (const entry of crossEntries(logFile(id, folder))) {
      const seq = entry["seq"];
      for (const head of headsIn(entry)) {
        add(anchors, { ...head, kind: "later-log", where: `the log ${id}` });
        if (entry["type"] !== "log.pruned" || typeof seq !== "number") continue;
        const said = prunings.get(id) ?? [];
        prunings.set(id, said);
        said.push({ log: head.log, entry: seq });
      }
      const taken = entry["type"] === "log.recovered" ? textAt(entry, "recovered", "log") : undefined;
      if (taken !== undefined)
        recoveredBy.set(taken, { reason: "recovered", entry: 0, message: `The log ${id} took it over.` });
    }
  }
  return { anchors, recoveredBy, prunings };
}

/** A log that records a removal may name more logs than fit into the beginning: it is read to its end. */
async function* crossEntries(location: string): AsyncGenerator<Entry> {
  const text = (await readPart(location, beginning)).toString("utf8");
  const lines = text.split("\n").slice(0, -1);
  const speaks = (line: string) => /"type":"log\.(?:opened|recovered|pruned)"/.test(line);
  if (text.includes('"type":"log.pruned"')) {
    for await (const { bytes, complete } of linesOf(location)) {
      const entry = complete && speaks(bytes.toString("utf8")) ? readEntry(bytes) : undefined;
      if (entry) yield entry;
    }
    return;
  }
  for (const line of lines.filter(speaks)) {
    const entry = readEntry(Buffer.from(line));
    if (entry) yield entry;
  }
}

/** The checkpoints in a text, such as a copy of the files under `heads` that was kept elsewhere. Anything around them is skipped. */
export function anchorsIn(text: string, where: string): Anchor[] {
  const from = (note: string) => note.slice(Math.max(0, note.lastIndexOf("dr-runbooks/log/", note.indexOf("\n— "))));
  return splitNotes(text.replaceAll("\r\n", "\n")).notes.flatMap((note): Anchor[] => {
    const found = parseCheckpoint(from(note));
    return found ? [{ log: found.log, size: found.size, root: found.root, kind: "outside", where }] : [];
  });
}

export async function readAnchors(path: string): Promise<Anchor[]> {
  return anchorsIn(await readFile(path, "utf8"), path);
}

function add(anchors: Map<string, Anchor[]>, anchor: Anchor & TreeHead): void {
  const known = anchors.get(anchor.log);
  if (known) known.push(anchor);
  else anchors.set(anchor.log, [anchor]);
}
