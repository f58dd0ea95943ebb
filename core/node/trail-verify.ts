import { lstat, readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ReviewedApprovers } from "../audit/approval/verify-approvals.ts";
import { splitNotes } from "../audit/checkpoint.ts";
import type { VerifierKey } from "../audit/note.ts";
import { asEntry, type Entry } from "../audit/read-entry.ts";
import type { Json } from "../audit/types.ts";
import type { Finding, Gap, LogVerdict } from "../audit/verdict.ts";
import { LogVerifier } from "../audit/verify-log.ts";
import type { Anchor } from "../audit/verify-seals.ts";
import { checkSignature, trustedInstallations } from "./keys.ts";
import { sha256 } from "./sha256.ts";
import { type CrossReferences, crossReferences } from "./trail-anchors.ts";
import { checkpointFile, placeOf } from "./trail-files.ts";
import { readHead } from "./trail-heads.ts";
import { lineBatches, linesOf } from "./trail-lines.ts";

export interface TrustOptions {
  /** Keys of installations to trust, instead of those that this machine's own wrote with in this folder. */
  readonly keys?: readonly VerifierKey[];
  /** Checkpoints that were kept elsewhere. */
  readonly anchors?: readonly Anchor[];
  /** Who may approve, as the team reviewed it. */
  readonly reviewed?: ReviewedApprovers;
  /** Read once for many logs of the same folder. */
  readonly references?: CrossReferences;
}

/** Verifies one log file in constant memory, and its folder. Never rejects. */
export async function verifyLogFile(location: string, trust: TrustOptions = {}): Promise<LogVerdict> {
  try {
    return await verify(location, trust);
  } catch (error) {
    const message = `${location} can't be read: ${(error as Error).message}`;
    return { verdict: "UNVERIFIABLE", reason: "unreadable", message };
  }
}

async function verify(location: string, trust: TrustOptions): Promise<LogVerdict> {
  const place = placeOf(location);
  const references = place && (trust.references ?? (await crossReferences(place.folder)));
  const outside = trust.anchors ?? [];
  const known = trust.keys === undefined && place ? await trustedInstallations(place.folder) : undefined;
  const verifier = new LogVerifier({
    sha256,
    ...(trust.reviewed ? { reviewed: trust.reviewed } : {}),
    ...(place ? { log: place.logId } : {}),
    seals: {
      checkSignature,
      trusted: trust.keys ?? known?.keys ?? [],
      ...(place ? { headCopy: { text: await readHead(place.folder, place.logId) } } : {}),
      anchors: place
        ? [...(references?.anchors.get(place.logId) ?? []), ...outside.filter(({ log }) => log === place.logId)]
        : outside,
    },
  });
  const checkpoints = notesOf(checkpointFile(location));
  const feedCheckpoint = async () => {
    const next = await checkpoints.next();
    verifier.checkpoint(next.done ? undefined : next.value, next.done ? next.value : false);
  };
  await feedCheckpoint();
  const blobs = new Map<string, { readonly entry: number; readonly byte: number }>();
  let tail = new Uint8Array();
  let bytesRead = 0;
  // A run that was cut off before its first entry leaves a folder without a file; whether one was there, the head says.
  const missing = place !== undefined && !(await exists(location));
  for await (const lines of missing ? [] : lineBatches(location)) {
    for (const { bytes, complete } of lines) {
      bytesRead += bytes.length + 1;
      if (!complete) tail = Uint8Array.from(bytes);
      const accepted = complete ? verifier.line(bytes) : undefined;
      while (verifier.wantsCheckpoint) await feedCheckpoint();
      if (accepted === undefined || !bytes.includes('"blob"')) continue;
      for (const name of blobsIn(accepted.entry)) {
        if (!blobs.has(name)) blobs.set(name, { entry: accepted.seq, byte: accepted.byte });
      }
    }
  }
  const around = await lookAround(location, blobs, bytesRead, place !== undefined);
  const recovered = place && references?.recoveredBy.get(place.logId);
  return verifier.finish(tail, { ...around, remarks: [...(known?.remarks ?? []), ...(recovered ? [recovered] : [])] });
}

/** The notes of a file of checkpoints; returns whether something that is no note is left at its end. A file that is not there holds none. */
async function* notesOf(path: string): AsyncGenerator<string, boolean> {
  let text = "";
  try {
    for await (const { bytes, complete } of linesOf(path)) {
      // Latin-1 would hide what is not UTF-8: the replacement character makes the note differ from what was written.
      text += `${bytes.toString("utf8")}${complete ? "\n" : ""}`;
      if (!complete || !/^— /.test(bytes.toString("utf8"))) continue;
      const { notes, rest } = splitNotes(text);
      yield* notes;
      text = rest;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  return text !== "";
}

function blobsIn(entry: Entry): string[] {
  const found: string[] = [];
  const look = (value: Json | undefined) => {
    if (Array.isArray(value)) {
      for (const item of value) look(item);
      return;
    }
    for (const [key, item] of Object.entries(asEntry(value) ?? {})) {
      if (key === "blob" && typeof item === "string") found.push(item);
      else if (item !== null && typeof item === "object") look(item);
    }
  };
  look(entry);
  return found;
}

/** What is wrong around the file: links, blobs, files that nothing speaks of. */
async function lookAround(
  location: string,
  blobs: ReadonlyMap<string, { readonly entry: number; readonly byte: number }>,
  end: number,
  inPlace: boolean,
): Promise<{ findings: Finding[]; gaps: Gap[] }> {
  const findings: Finding[] = [];
  const gaps: Gap[] = [];
  const folder = dirname(location);
  for (const path of inPlace ? [folder, location, checkpointFile(location), join(folder, "blobs")] : [location]) {
    const stat = await lstat(path).catch(() => undefined);
    if (stat === undefined || (stat.isDirectory() && path !== location)) continue;
    if (stat.isFile() && (stat.nlink === 1 || !inPlace)) continue;
    const what = stat.isFile() ? "has a second name (a hard link)" : "is a link";
    findings.push({
      reason: "linked",
      entry: 0,
      byte: 0,
      message: `${path} ${what}: others can change it through that. Trust nothing in it.`,
    });
  }
  for (const [name, { entry, byte }] of blobs) {
    const bytes = await readFile(join(folder, "blobs", name)).catch(() => undefined);
    if (bytes !== undefined && sha256(bytes) === name) continue;
    const reason = bytes === undefined ? "blob-missing" : "blob-changed";
    const what = bytes === undefined ? "is missing" : "was changed after it was written";
    findings.push({ reason, entry, byte, message: `The output ${name.slice(0, 12)}… of entry ${entry} ${what}.` });
  }
  if (!inPlace) return { findings, gaps };
  const kept = await readdir(join(folder, "blobs")).catch(() => []);
  const unnamed = [
    ...(await readdir(folder)).filter((name) => !["000001.jsonl", "checkpoints", "blobs"].includes(name)),
    ...kept.filter((name) => !blobs.has(name)).map((name) => join("blobs", name)),
  ];
  for (const name of unnamed) {
    const message = `Nothing in the log speaks of the file ${name} beside it.`;
    if (/^blobs[/\\][0-9a-f]{64}$/.test(name) && !(await isClosed(location)))
      gaps.push({ reason: "unnamed-blob", entry: 0, message });
    else findings.push({ reason: "unnamed-file", entry: 0, byte: end, message });
  }
  return { findings, gaps };
}

function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
}

async function isClosed(location: string): Promise<boolean> {
  let last = "";
  if (!(await exists(location))) return false;
  for await (const { bytes } of linesOf(location)) last = bytes.toString("latin1");
  return last.includes('"type":"log.closed"');
}
