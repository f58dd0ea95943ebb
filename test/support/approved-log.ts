import { answerText } from "../../core/audit/approval/answer.ts";
import { type ApprovalRequest, requestText } from "../../core/audit/approval/request.ts";
import type { EntryBody, Json } from "../../core/audit/types.ts";
import { currentActor } from "../../core/node/actor.ts";
import { systemClock } from "../../core/node/clock.ts";
import { sha256 } from "../../core/node/sha256.ts";
import { openTrail } from "../../core/node/trail-writer.ts";
import { Person } from "../core/run/memory-desk.ts";
import { sampleRequest } from "./approval-request.ts";

export const alice = new Person("dr-runbooks/alice");
export const bob = new Person("dr-runbooks/bob");

type Fields = Record<string, Json>;

const step: Fields = { name: "promote", index: 0, kind: "sql", risk: "changes" };
const text = ["SET GLOBAL read_only = OFF"];

/** A step that two people have to approve, as a run records it; every part may be another one. */
export interface ApprovedStep {
  request: ApprovalRequest;
  hash: string;
  /** Of `approval` in the entries that confirm it. */
  approvals: Fields[];
  /** Entries instead of the confirmations that `approvals` make. */
  confirmations?: EntryBody[];
  intent: Fields;
}

export function byKey(person: Person, hash: string, note = person.signs(hash)): Fields {
  const { name, hash: keyHash } = person.verifierKey;
  const approver = name.replace("dr-runbooks/", "");
  return { answers: hash, approver, how: "key", key: `${name}+${keyHash}`, approval_note: note };
}

export function byUser(approver: string, hash: string, uid = 1003): Fields {
  const note = answerText({ decision: "approve", request: hash });
  return { answers: hash, approver, how: "user", user: approver, uid, approval_note: note };
}

export function confirmation(approval: Fields): EntryBody {
  return { type: "step.confirmed", step, confirm: { question: "approve=2", how: "approval" }, approval };
}

const outcome = (intent: number): EntryBody => ({ type: "step.finished", step, intent, outcome: "success" });

export const denial = (approval: Fields): EntryBody => ({ type: "approval.denied", step, approval });

const hashOf = (request: ApprovalRequest): string => sha256(requestText(request));

/** Writes a log with such a step, by the writer itself: its chain is sound, whatever its entries say. Resolves with its id. */
export async function writeApprovedLog(
  folder: string,
  change: (parts: ApprovedStep) => void,
  { changeRequest = () => undefined, again }: { changeRequest?: (request: Fields) => unknown; again?: boolean } = {},
): Promise<string> {
  const trail = await openTrail({ folder, actor: currentActor("test", "0"), clock: systemClock });
  const started = await trail.append({ type: "run.started", run: { id: trail.logId, path: "p.md" } });
  const fields = {
    ...sampleRequest({
      log: trail.logId,
      after: started,
      step: { name: "promote", index: 0, kind: "sql", risk: "changes" },
      text,
      needed: 2,
      approvers: [
        { name: "alice", key: alice.key },
        { name: "bob", key: bob.key },
        { name: "carol", user: "carol" },
      ],
    }),
  } as unknown as Fields;
  changeRequest(fields);
  const request = fields as unknown as ApprovalRequest;
  const hash = hashOf(request);
  const parts: ApprovedStep = {
    request,
    hash,
    approvals: [byKey(alice, hash), byKey(bob, hash)],
    intent: {
      sql: { text, count: 1, sha256: sha256(text.join("\n")) },
      approve: 2,
      approved: hash,
      block_sha256: sha256("block"),
    },
  };
  change(parts);
  await trail.append({ type: "approval.requested", step, request: fields, request_sha256: parts.hash });
  for (const entry of parts.confirmations ?? parts.approvals.map(confirmation)) await trail.append(entry);
  for (let times = again ? 2 : 1; times > 0; times--) {
    const intent = await trail.append({ type: "step.intended", step, ...parts.intent });
    await trail.append(outcome(intent.seq));
  }
  await trail.append({ type: "run.finished", status: "succeeded" });
  await trail.close();
  return trail.logId;
}
