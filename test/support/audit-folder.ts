import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { signCheckpoint } from "../../core/audit/checkpoint.ts";
import { EntryChain } from "../../core/audit/entry.ts";
import { certify } from "../../core/audit/log-key.ts";
import { isSealed } from "../../core/audit/sealing.ts";
import { MerkleTree } from "../../core/audit/tree.ts";
import type { EntryBody } from "../../core/audit/types.ts";
import type { LogVerdict } from "../../core/audit/verdict.ts";
import type { Anchor } from "../../core/audit/verify-seals.ts";
import { currentActor } from "../../core/node/actor.ts";
import { systemClock } from "../../core/node/clock.ts";
import { type Installation, openInstallation, temporarySigner, trustedInstallations } from "../../core/node/keys.ts";
import { sha256 } from "../../core/node/sha256.ts";
import { anchorsIn, crossReferences } from "../../core/node/trail-anchors.ts";
import { logFile, logIds } from "../../core/node/trail-files.ts";
import { headIds, readHead } from "../../core/node/trail-heads.ts";
import { missingLogs, strayFiles } from "../../core/node/trail-missing.ts";
import { verifyLogFile } from "../../core/node/trail-verify.ts";
import { openTrail } from "../../core/node/trail-writer.ts";

/** A step with its intent and its outcome. */
export function step(name: string, intent: number, risk: string, extra: Partial<EntryBody> = {}): EntryBody[] {
  return [
    { type: "step.intended", step: { name, risk }, sql: { text: [`DO '${name}'`] } },
    { type: "step.finished", step: { name, risk }, intent, outcome: "success", ...extra },
  ];
}

/** Writes a whole log with these entries between its first and its last one; resolves with its id. */
export async function writeLog(folder: string, bodies: readonly EntryBody[], blob?: string): Promise<string> {
  const trail = await openTrail({ folder, actor: currentActor("test", "0"), clock: systemClock });
  if (blob !== undefined) {
    const name = await trail.keep?.(Buffer.from(blob));
    await trail.append({ type: "variable.bound", output: { blob: name ?? "" } });
  }
  for (const body of bodies) await trail.append(body);
  await trail.close();
  return trail.logId;
}

/** The verdict on every log of the folder and on those that are missing, by id. */
export async function verifyFolder(folder: string, anchors: readonly Anchor[] = []): Promise<Map<string, LogVerdict>> {
  const { keys } = await trustedInstallations(folder);
  const trust = { keys, anchors, references: await crossReferences(folder) };
  const verdicts = new Map<string, LogVerdict>();
  for (const id of await logIds(folder)) verdicts.set(id, await verifyLogFile(logFile(id, folder), trust));
  for (const { logId, verdict } of [...(await missingLogs(folder, trust)), ...(await strayFiles(folder))])
    verdicts.set(logId, verdict);
  return verdicts;
}

/** The newest checkpoints of all logs, as somebody kept them elsewhere. */
export async function outsideAnchors(folder: string): Promise<Anchor[]> {
  const texts = await Promise.all((await headIds(folder)).map((id) => readHead(folder, id)));
  return anchorsIn(texts.join(""), "the auditor's copy");
}

/** A folder as it is now; the result puts it back. */
export function snapshot(folder: string): () => void {
  const files = new Map<string, Buffer>();
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, name);
    if (statSync(path).isFile()) files.set(relative(folder, path), readFileSync(path));
  }
  return () => {
    for (const name of ["logs", "heads"]) rmSync(join(folder, name), { recursive: true, force: true });
    for (const [name, bytes] of files) {
      mkdirSync(join(folder, name, ".."), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
  };
}

/** The entries of a log without what the chain adds. */
export function bodiesOf(folder: string, logId: string): EntryBody[] {
  return readFileSync(logFile(logId, folder), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => {
      const {
        v: _v,
        log: _l,
        seq: _s,
        prev: _p,
        mono: _m,
        boot: _b,
        actor: _a,
        sum: _sum,
        time: _t,
        ...body
      } = JSON.parse(line);
      return body as EntryBody;
    });
}

export interface Forger {
  /** Signs the certificate of the forged log's key. */
  readonly installation: Installation;
  /** Puts the forged checkpoint under heads as well. */
  readonly head: boolean;
}

/** Writes a log anew as a whole, as somebody can who has a key: chain, tree, key, checkpoints, and the copy of the newest one. */
export function forgeLog(folder: string, logId: string, bodies: readonly EntryBody[], forger: Forger): void {
  const signer = temporarySigner();
  const certificate = certify(logId, signer.publicKey, forger.installation, sha256);
  const chain = new EntryChain(logId, currentActor("test", "0"), sha256);
  const tree = new MerkleTree(sha256);
  const lines: Buffer[] = [];
  const notes: string[] = [];
  for (const [index, body] of bodies.entries()) {
    const entry = index === 0 ? { ...body, key: { certificate } } : body;
    const built = chain.add(entry, { now: 1_700_000_000_000 + index, monoUs: 1000 * index, boot: "b" });
    lines.push(Buffer.from(built.line), Buffer.from("\n"));
    tree.add(built.hash);
    if (isSealed(body)) notes.push(signCheckpoint({ log: logId, size: tree.size, root: tree.root() }, signer, sha256));
  }
  writeFileSync(logFile(logId, folder), Buffer.concat(lines));
  writeFileSync(join(folder, "logs", logId, "checkpoints"), notes.join(""));
  if (forger.head) writeFileSync(join(folder, "heads", logId), notes.at(-1) ?? "");
}

/** The installation whose key lies in the folder, as a thief would have it. */
export function stolenInstallation(folder: string): Promise<Installation> {
  return openInstallation(folder);
}

export function copyFolder(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
}
