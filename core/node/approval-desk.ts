import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { Actor } from "../audit/entry.ts";
import type { ApprovalDesk, OpenRequest } from "../run/ports.ts";
import { decodeAnswer, encodeRequest } from "./approval-codes.ts";
import { defaultExchange, leaveFile, openExchange, requestFile, watchAnswers } from "./approval-exchange.ts";
import { checkSignature, knownKeys } from "./keys.ts";
import { sha256 } from "./sha256.ts";
import { auditFolder } from "./trail-files.ts";
import { uidOf, userOf } from "./users.ts";

export interface DeskOptions {
  readonly actor: Actor;
  /** The operator's own: the keys in it are no approver's. Default: this user's. */
  readonly audit?: string;
  /** The folder in which files are exchanged, when it was named. */
  readonly exchange?: string;
}

/** The ways on which approvals come to a run on this machine: pasted, or as files in a folder. */
export function approvalDesk({ actor, audit = auditFolder(), exchange }: DeskOptions): ApprovalDesk {
  return {
    isNamed: exchange !== undefined,
    checkSignature,
    sha256,
    nonce: () => randomBytes(16).toString("hex"),
    async operator() {
      const uids = ownUids();
      const names = await Promise.all(uids.map(userOf));
      const users = [...new Set([actor.user, ...names.flatMap((name) => name ?? [])])];
      return { user: actor.user, host: actor.host, users, uids, keys: await knownKeys(audit) };
    },
    uidOf: async (user) => (process.getuid === undefined ? undefined : uidOf(user)),
    async publish(request, forUsers): Promise<OpenRequest> {
      const code = encodeRequest(request.text);
      const closed = { code, poll: async () => [], close: async () => undefined };
      const folder = exchange ?? (forUsers ? defaultExchange : undefined);
      if (folder === undefined) return closed;
      const problem = await openExchange(folder);
      if (problem !== undefined) return { ...closed, problem };
      try {
        const file = await leaveFile(folder, requestFile(request.hash), `${request.text}\n`);
        const poll = watchAnswers(folder, request.hash);
        return { ...closed, file, poll, close: () => rm(file, { force: true }).catch(() => undefined) };
      } catch (error) {
        return { ...closed, problem: `The request can't be put into ${folder}: ${(error as Error).message}.` };
      }
    },
    readPasted(text) {
      const note = decodeAnswer(text);
      return note === undefined ? undefined : { how: "key", note };
    },
  };
}

/** Whom this process runs as, and who logged in: with sudo or su they differ, and both are the operator. */
function ownUids(): number[] {
  const uids = [process.getuid?.(), process.geteuid?.(), loginUid(), Number(process.env["SUDO_UID"] ?? Number.NaN)];
  return [...new Set(uids.flatMap((uid) => (uid !== undefined && Number.isSafeInteger(uid) ? [uid] : [])))];
}

/** As the system keeps it from the login on (Linux); 2^32-1 where nobody logged in. */
function loginUid(): number | undefined {
  try {
    const uid = Number(readFileSync("/proc/self/loginuid", "utf8"));
    return uid === 0xffffffff ? undefined : uid;
  } catch {
    return undefined;
  }
}
