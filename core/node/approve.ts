import { stat } from "node:fs/promises";
import { join } from "node:path";
import { type Answer, answerText } from "../audit/approval/answer.ts";
import { formatVerifierKey, signNote } from "../audit/note.ts";
import type { Json, Trail } from "../audit/types.ts";
import { encodeAnswer, type FoundRequest } from "./approval-codes.ts";
import { leaveAnswer, requestFile } from "./approval-exchange.ts";
import type { Installation } from "./keys.ts";
import { sha256 } from "./sha256.ts";
import { uidOf } from "./users.ts";

/** How somebody can prove that an answer is theirs. */
export type Proof =
  | { readonly how: "key"; readonly approver: string }
  | { readonly how: "user"; readonly approver: string }
  /** `message` says what the operator's team would have to list. */
  | { readonly how: "none"; readonly message: string };

/** The person at this machine, as the request lists them: by this key before this OS user. */
export async function proofFor({ request }: FoundRequest, installation: Installation): Promise<Proof> {
  const key = formatVerifierKey(installation.verifierKey);
  const byKey = request.approvers.find((one) => one.key === key);
  if (byKey) return { how: "key", approver: byKey.name };
  const uid = process.getuid?.();
  for (const { name, user } of request.approvers)
    if (user !== undefined && uid !== undefined && (await uidOf(user)) === uid) return { how: "user", approver: name };
  return {
    how: "none",
    message: `Neither this key nor this user is listed under approvers: of the cluster ${request.cluster}. The key is ${key}`,
  };
}

/** Where the request lies in the exchange folder; undefined when it does not, and an answer there would not be seen. */
export async function liesIn(folder: string | undefined, hash: string): Promise<boolean> {
  if (folder === undefined) return false;
  return stat(join(folder, requestFile(hash))).then(
    (found) => found.isFile(),
    () => false,
  );
}

export interface Given {
  /** Of an answer by key: the line to hand over. */
  readonly code?: string;
  /** Where it was left for the run. */
  readonly file?: string;
}

/** Records the answer in the approver's own trail, then gives it. Rejects with TrailError, or for what the disk says. */
export async function giveAnswer(
  { request, hash }: FoundRequest,
  given: Omit<Answer, "request">,
  proof: Exclude<Proof, { how: "none" }>,
  about: { readonly installation: Installation; readonly folder: string | undefined; readonly trail: Trail },
): Promise<Given> {
  const answer: Answer = { ...given, request: hash };
  await about.trail.append({
    type: "approval.given",
    decision: answer.decision,
    approver: proof.approver,
    how: proof.how,
    request: request as unknown as Json,
    request_sha256: hash,
    ...(answer.reason === undefined ? {} : { because: answer.reason.toWellFormed() }),
  });
  await about.trail.close();
  const { name, signer } = about.installation;
  const text = answerText(answer);
  const note = proof.how === "key" ? signNote(text, name, signer, sha256) : text;
  const file = about.folder === undefined ? undefined : await leaveAnswer(about.folder, hash, note);
  return { ...(proof.how === "key" ? { code: encodeAnswer(note) } : {}), ...(file === undefined ? {} : { file }) };
}
