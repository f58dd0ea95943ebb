import { canonicalText } from "../canonical-line.ts";
import type { Sha256 } from "../leaf-hash.ts";
import { type CheckSignature, formatVerifierKey } from "../note.ts";
import { asEntry, type Entry, textAt } from "../read-entry.ts";
import type { Json } from "../types.ts";
import type { Finding, Remark } from "../verdict.ts";
import type { Accepted } from "../verify-chain.ts";
import { type Approval, judgeOffer, type Offer } from "./judge.ts";
import { type ApprovalRequest, type ListedApprover, parseRequest, showsItsText } from "./request.ts";

interface Open {
  readonly request: ApprovalRequest;
  readonly hash: string;
  /** Microseconds of the monotonic clock when it was recorded, and the boot in which they compare. */
  readonly mono: number;
  readonly boot: string;
  readonly approvals: Approval[];
  denied: boolean;
}

/** Who may approve, by cluster, as somebody else than the operator knows it. */
export type ReviewedApprovers = ReadonlyMap<string, readonly ListedApprover[]>;

/** Between the moment an approval was judged and that of its entry. */
const slackUs = 60_000_000;
const noOperator = { users: [], uids: [], keys: [] } as const;

/**
 * Checks the approvals in a log: each request is the one that its hash names, each approval is of a listed person, signed
 * by that key, in time and counted once, and a step that needed some was not begun before they were there. Of an approval
 * by an OS user only the machine saw the proof. In constant memory: one request is open at a time.
 */
export class ApprovalVerifier {
  readonly #sha256: Sha256;
  readonly #checkSignature: CheckSignature;
  readonly #reviewed: ReviewedApprovers | undefined;
  #open: Open | undefined;
  /** The last four entries, by `seq` modulo four: the writer may note a jump of the clock between the newest one and a request. */
  readonly #recent: Accepted[] = [];
  #finding: Finding | undefined;
  readonly #remarks: Remark[] = [];

  constructor(ports: {
    readonly sha256: Sha256;
    readonly checkSignature: CheckSignature;
    readonly reviewed?: ReviewedApprovers;
  }) {
    this.#sha256 = ports.sha256;
    this.#checkSignature = ports.checkSignature;
    this.#reviewed = ports.reviewed;
  }

  get finding(): Finding | undefined {
    return this.#finding;
  }

  get remarks(): readonly Remark[] {
    return this.#remarks;
  }

  entry(accepted: Accepted): void {
    const { entry, seq, byte } = accepted;
    const wrong = this.#finding === undefined ? this.#check(entry, seq) : undefined;
    if (wrong !== undefined) {
      const message = `Entry ${seq} ${wrong}. Trust nothing from byte ${byte} on.`;
      this.#finding = { reason: "approval-invalid", entry: seq, byte, message };
    }
    this.#recent[seq % 4] = accepted;
  }

  #check(entry: Entry, seq: number): string | undefined {
    switch (entry["type"]) {
      case "approval.requested":
        return this.#requested(entry);
      case "approval.denied":
        return this.#answered(entry, "denied");
      case "step.confirmed":
        return entry["approval"] === undefined ? undefined : this.#answered(entry, "approved");
      case "step.intended":
        return entry["move"] === undefined ? this.#intended(entry, seq) : undefined;
      default:
        return undefined;
    }
  }

  #requested(entry: Entry): string | undefined {
    const request = parseRequest(entry["request"]);
    const { mono, boot } = entry;
    if (request === undefined || typeof mono !== "number" || typeof boot !== "string")
      return "asks for approvals in a form that this product never writes";
    if (!showsItsText(request, this.#sha256)) return "asks to approve another text than it shows";
    const { after } = request;
    if (request.log !== entry["log"] || !this.#recent.some(({ seq, hash }) => seq === after.seq && hash === after.hash))
      return "asks for approvals at another place than it names";
    const hash = this.#sha256(new TextEncoder().encode(canonicalText(entry["request"] as Json)));
    if (hash !== textAt(entry, "request_sha256")) return "names another hash than that of its approval request";
    this.#open = { request, hash, mono, boot, approvals: [], denied: false };
    return undefined;
  }

  #answered(entry: Entry, wanted: "approved" | "denied"): string | undefined {
    const open = this.#open;
    const said = asEntry(entry["approval"]);
    const offer = said && offerIn(said);
    if (open === undefined || offer === undefined || textAt(said ?? {}, "answers") !== open.hash)
      return "records an approval that nobody asked for";
    const judged = judgeOffer(offer, {
      request: open.request,
      hash: open.hash,
      operator: noOperator,
      uids: uidsFor(said ?? {}, offer, open.request),
      counted: open.approvals,
      sha256: this.#sha256,
      checkSignature: this.#checkSignature,
    });
    if (judged.status === "rejected") return `records an approval that is none. ${judged.because.replace(/\.$/, "")}`;
    if (judged.status !== wanted || judged.approval.approver !== textAt(said ?? {}, "approver"))
      return "records an approval as another one than it is";
    if (this.#reviewed !== undefined && !isReviewed(judged.approval, this.#reviewed.get(open.request.cluster)))
      return `records an approval by ${describeApproval(judged.approval)}, whom the reviewed inventory does not list`;
    if (entry["boot"] === open.boot && Number(entry["mono"]) - open.mono > lifetimeUs(open.request) + slackUs)
      return "records an approval after the request had expired";
    if (judged.status === "denied") open.denied = true;
    else open.approvals.push(judged.approval);
    return undefined;
  }

  #intended(entry: Entry, seq: number): string | undefined {
    const open = this.#open;
    const { approve } = entry;
    if (approve === undefined) {
      const isTheOne =
        open !== undefined &&
        open.request.step.name === textAt(entry, "step", "name") &&
        open.request.block_sha256 === textAt(entry, "block_sha256");
      return isTheOne ? "begins a step that asked for approvals and does not name them" : undefined;
    }
    this.#open = undefined;
    if (open === undefined || textAt(entry, "approved") !== open.hash)
      return "begins a step that needs approvals, and its request is another one or was used before";
    const { request, approvals } = open;
    const text = ["sql", "exec", "text"].map((field) => textAt(entry, field, "sha256")).find(Boolean);
    if (
      request.step.name !== textAt(entry, "step", "name") ||
      request.block_sha256 !== textAt(entry, "block_sha256") ||
      request.text_sha256 !== text ||
      request.needed !== approve
    )
      return "begins another step than the one that was approved";
    if (open.denied) return "begins a step that an approver denied";
    if (approvals.length < request.needed)
      return `begins a step with ${approvals.length} of the ${request.needed} approvals that it needs`;
    const message = `${request.step.name} was approved by ${approvals.map(describeApproval).join(" and by ")}.`;
    this.#remarks.push({ reason: "approved", entry: seq, message });
    return undefined;
  }
}

function isReviewed({ proof }: Approval, approvers: readonly ListedApprover[] = []): boolean {
  return approvers.some(({ key, user }) =>
    proof.how === "key" ? key === formatVerifierKey(proof.key) : user === proof.user,
  );
}

/** `alice (key name+hash)`. Names come from outside. */
export function describeApproval({ approver, proof }: Approval): string {
  return proof.how === "key"
    ? `${approver} (key ${proof.key.name}+${proof.key.hash})`
    : `${approver} (user ${proof.user} of that machine, as it says itself)`;
}

function lifetimeUs({ created, expires }: ApprovalRequest): number {
  return (Date.parse(expires) - Date.parse(created)) * 1000;
}

function offerIn(said: Entry): Offer | undefined {
  const { how, approval_note: text, uid } = said;
  if (how === "key" && typeof text === "string") return { how, note: text };
  if (how === "user" && typeof text === "string" && typeof uid === "number") return { how, text, uid };
  return undefined;
}

/** The number that the machine had for the user whom the entry names. */
function uidsFor(said: Entry, offer: Offer, { approvers }: ApprovalRequest): ReadonlyMap<string, number> {
  const user = approvers.find(({ name }) => name === said["approver"])?.user;
  return new Map(offer.how === "user" && user !== undefined && user === said["user"] ? [[user, offer.uid]] : []);
}
