import { concatBytes, toBase64 } from "../bytes.ts";
import type { Sha256 } from "../leaf-hash.ts";
import { type CheckSignature, isSignedBy, parseVerifierKey, type VerifierKey } from "../note.ts";
import { type Answer, parseAnswer, parseSignedAnswer } from "./answer.ts";
import type { ApprovalRequest, ListedApprover } from "./request.ts";

/** An answer as it came in. Nothing of it is believed yet, but what the system itself says: `uid` is the owner of the file. */
export type Offer =
  | { readonly how: "key"; readonly note: string }
  | { readonly how: "user"; readonly text: string; readonly uid: number };

/** An answer that counts. */
export interface Approval {
  readonly approver: string;
  readonly answer: Answer;
  readonly proof:
    | { readonly how: "key"; readonly key: VerifierKey; readonly note: string }
    | { readonly how: "user"; readonly user: string; readonly uid: number };
}

/** Whoever runs the step: no approver is any of them. */
export interface OperatorIdentity {
  /** Of the operating system: the one it runs as, and the one who logged in. */
  readonly users: readonly string[];
  readonly uids: readonly number[];
  readonly keys: readonly VerifierKey[];
}

export interface Judging {
  readonly request: ApprovalRequest;
  /** SHA-256 of its canonical text. */
  readonly hash: string;
  readonly operator: OperatorIdentity;
  /** Users of this machine by the names that the request lists; those that it does not have are left out. */
  readonly uids: ReadonlyMap<string, number>;
  readonly counted: readonly Approval[];
  readonly sha256: Sha256;
  readonly checkSignature: CheckSignature;
}

export type Judgement =
  | { readonly status: "approved" | "denied"; readonly approval: Approval }
  | { readonly status: "rejected"; readonly because: string };

/** Whether an answer counts. All that tells one request from another is in its hash, so that is looked at first. */
export function judgeOffer(offer: Offer, judging: Judging): Judgement {
  const approval = offer.how === "key" ? bySignature(offer.note, judging) : byOwner(offer, judging);
  if (typeof approval === "string") return { status: "rejected", because: approval };
  const self = isOperator(listed(judging.request, approval.approver), judging.operator);
  if (self !== undefined) return { status: "rejected", because: `${self} Another person has to approve.` };
  const twice = judging.counted.find((one) => isSamePerson(one, approval));
  if (twice !== undefined && approval.answer.decision === "approve")
    return { status: "rejected", because: `${twice.approver} has approved it already, and counts once.` };
  return { status: approval.answer.decision === "approve" ? "approved" : "denied", approval };
}

function bySignature(text: string, judging: Judging): Approval | string {
  const signed = parseSignedAnswer(text);
  if (signed === undefined)
    return "That is no answer to an approval request: its form is another, or a part of it is missing.";
  const { answer, note } = signed;
  if (answer.request !== judging.hash) return otherRequest;
  const { name, hash } = note.signature;
  for (const { name: approver, key: written } of judging.request.approvers) {
    const key = written === undefined ? undefined : parseVerifierKey(written, judging.sha256);
    if (key?.name !== name || key.hash !== hash) continue;
    return isSignedBy(note, key, judging.checkSignature)
      ? { approver, answer, proof: { how: "key", key, note: text } }
      : `The signature is not one of the key ${name}+${hash}: the answer was changed or forged.`;
  }
  return `The key ${name}+${hash} is not one of an approver of the cluster ${judging.request.cluster}.`;
}

function byOwner({ text, uid }: Extract<Offer, { how: "user" }>, judging: Judging): Approval | string {
  const answer = parseAnswer(text);
  if (answer === undefined) return "A file with an answer has another form than this product writes.";
  if (answer.request !== judging.hash) return otherRequest;
  const { operator, request, uids } = judging;
  if (operator.uids.includes(0))
    return "The run is root's, who can give a file to any user: the owner of a file proves nothing here. Approve with a key, or run it as another user.";
  if (operator.uids.includes(uid))
    return "The file with the answer is the operator's own. Another person has to approve.";
  const approver = request.approvers.find(({ user }) => user !== undefined && uids.get(user) === uid);
  return approver?.user === undefined
    ? `The user with the number ${uid} is not an approver of the cluster ${request.cluster}.`
    : { approver: approver.name, answer, proof: { how: "user", user: approver.user, uid } };
}

const otherRequest =
  "It answers another request: another run, step or attempt, or another text. An approval is good for one attempt alone.";

function listed(request: ApprovalRequest, name: string): ListedApprover {
  return request.approvers.find((one) => one.name === name) ?? { name };
}

/** Why the approver is the operator; undefined when nothing says so. */
export function isOperator({ name, key, user }: ListedApprover, operator: OperatorIdentity): string | undefined {
  const own = operator.keys.some(({ publicKey }) => key?.endsWith(`+${encoded(publicKey)}`));
  if (own) return `${name}'s key is the operator's own.`;
  if (operator.users.includes(name) || (user !== undefined && operator.users.includes(user)))
    return `${name} is the operator.`;
  return undefined;
}

function encoded(publicKey: Uint8Array): string {
  return toBase64(concatBytes(Uint8Array.of(1), publicKey));
}

function isSamePerson(a: Approval, b: Approval): boolean {
  if (a.approver === b.approver) return true;
  if (a.proof.how === "user" && b.proof.how === "user") return a.proof.uid === b.proof.uid;
  return (
    a.proof.how === "key" && b.proof.how === "key" && encoded(a.proof.key.publicKey) === encoded(b.proof.key.publicKey)
  );
}
