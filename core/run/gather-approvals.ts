import { answerText } from "../audit/approval/answer.ts";
import { type Approval, judgeOffer, type Offer } from "../audit/approval/judge.ts";
import { describeApproval } from "../audit/approval/verify-approvals.ts";
import { type Json, TrailError } from "../audit/types.ts";
import type { Step } from "../runbook/types.ts";
import { formatTimeout } from "../text/duration.ts";
import { defaultApprovalMs, makeRequest, type Proposal, type Sealed } from "./approval-request.ts";
import { describeApprover, type Reachable, reachableApprovers } from "./approvers.ts";
import { refuseStep } from "./conclude-step.ts";
import { startDeadline } from "./deadline.ts";
import type { OpenRequest, WantedApprovals } from "./ports.ts";
import { cut, stepField } from "./record.ts";
import type { RunState } from "./run-state.ts";
import { unplanned } from "./step-facts.ts";

const pollMs = 500;
/** Whoever fills the exchange folder does not fill the trail. */
const mostRejections = 20;

export type Gathered =
  /** `fields` go into the intent. */
  | { readonly status: "approved"; readonly fields: Readonly<Record<string, Json>> }
  | { readonly status: "refused"; readonly because: string }
  | { readonly status: "cancelled" };

/** Asks other people to approve one attempt of one step, and waits for them. Rejects with TrailError. */
export async function gatherApprovals(state: RunState, proposal: Proposal, cancel: AbortSignal): Promise<Gathered> {
  const { ports, cluster, approvalMs = defaultApprovalMs } = state.options;
  const { step, reference } = proposal;
  const who = await reachableApprovers(step, cluster, ports);
  if (who === undefined) return { status: "approved", fields: {} };
  if (typeof who === "string") return { status: "refused", because: who };
  // What was done before is on record before anybody is asked about more.
  await state.settling.settled();
  const sealed = await makeRequest(state, proposal, who);
  if (typeof sealed === "string") return { status: "refused", because: sealed };
  await state.journal.write("approval.requested", {
    step: stepField(reference),
    request: sealed.request as unknown as Json,
    request_sha256: sealed.hash,
  });
  const open = await who.desk.publish(sealed, who.uids.size > 0);
  const wanted: WantedApprovals = {
    step: step.name,
    needed: who.needed,
    approvers: who.approvers.map(describeApprover),
    request: sealed.hash,
    code: open.code,
    ...(open.file === undefined ? {} : { file: open.file }),
    expires: sealed.request.expires,
  };
  const deadline = startDeadline(ports.clock, approvalMs, cancel);
  try {
    state.emit({ type: "approvals-requested", ...wanted, step: reference });
    if (open.problem !== undefined) {
      if (ports.operator.approvals === undefined) return { status: "refused", because: open.problem };
      state.emit({ type: "notice", text: open.problem });
    }
    const round = new Round(state, proposal, sealed, who);
    const ended = await round.wait(open, wanted, deadline.signal);
    if (ended.status !== "unanswered") return ended;
    if (deadline.stopped === "cancelled") return { status: "cancelled" };
    const because = `${round.progress} came within ${formatTimeout(approvalMs)}. Ask the approvers, then run it again.`;
    return { status: "refused", because };
  } finally {
    deadline.dispose();
    await open.close();
  }
}

/** A step that nobody could approve is refused before the first one runs: a run must not stop there half-way. Rejects with TrailError. */
export async function refuseUnapprovable(state: RunState, steps: readonly Step[]): Promise<string | undefined> {
  for (const step of steps) {
    if (state.condition(step) === false) continue;
    const who = await reachableApprovers(step, state.options.cluster, state.options.ports);
    if (typeof who !== "string") continue;
    const { name } = step;
    state.outcomes.set(name, await refuseStep(state, unplanned(step), { code: "not-approved", because: who }));
    return `${name}: ${who}`;
  }
  return undefined;
}

type Ending = Exclude<Gathered, { status: "cancelled" }>;

/** The answers to one request. They are judged and recorded one after the other, however they come in. */
class Round {
  readonly #state: RunState;
  readonly #proposal: Proposal;
  readonly #sealed: Sealed;
  readonly #around: Reachable;
  readonly #approvals: Approval[] = [];
  readonly #over = new AbortController();
  #queue: Promise<unknown> = Promise.resolve();
  #ended: Ending | undefined;
  #error: unknown;
  #rejections = 0;

  constructor(state: RunState, proposal: Proposal, sealed: Sealed, around: Reachable) {
    this.#state = state;
    this.#proposal = proposal;
    this.#sealed = sealed;
    this.#around = around;
  }

  get progress(): string {
    const { needed } = this.#sealed.request;
    return `${this.#approvals.length} of ${needed} ${needed === 1 ? "approval" : "approvals"}`;
  }

  /** Rejects with TrailError. */
  async wait(
    open: OpenRequest,
    wanted: WantedApprovals,
    signal: AbortSignal,
  ): Promise<Ending | { readonly status: "unanswered" }> {
    const { operator } = this.#state.options.ports;
    const stop = () => this.#over.abort("over");
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    this.#showProgress();
    const paste = (text: string) => this.#take(this.#around.desk.readPasted(text));
    const pasting = operator.approvals?.(wanted, paste, this.#over.signal).then(
      (how) => {
        if (how === "stopped")
          this.#end({ status: "refused", because: "The operator did not wait for the approvals." });
      },
      (error: unknown) => this.#end({ status: "refused", because: `Approvals can't be pasted: ${String(error)}` }),
    );
    const polling = this.#poll(open);
    await Promise.all([pasting, polling]);
    await this.#queue;
    signal.removeEventListener("abort", stop);
    if (this.#error !== undefined) throw this.#error;
    return this.#ended ?? { status: "unanswered" };
  }

  async #poll(open: OpenRequest): Promise<void> {
    const { clock } = this.#state.options.ports;
    while (!this.#over.signal.aborted) {
      for (const offer of await open.poll()) await this.#take(offer);
      await clock.sleep(pollMs, this.#over.signal);
    }
  }

  #end(how: Ending): void {
    this.#ended ??= how;
    this.#over.abort("over");
  }

  /** What to say about it. Never rejects. */
  #take(offer: Offer | undefined): Promise<string> {
    const taken = this.#queue.then(() => this.#judge(offer));
    this.#queue = taken;
    return taken.catch((error: unknown) => {
      this.#error ??= error;
      this.#over.abort("over");
      this.#queue = Promise.resolve();
      return error instanceof TrailError ? error.message : String(error);
    });
  }

  async #judge(offer: Offer | undefined): Promise<string> {
    const { request, hash } = this.#sealed;
    const { clock } = this.#state.options.ports;
    if (this.#ended !== undefined || this.#over.signal.aborted)
      return "It came too late: nothing waits for it any more.";
    if (offer === undefined) return this.#reject("That is no answer to an approval request.", undefined);
    // The clock of the machine may have been set, or the machine may have slept: the deadline alone does not see that.
    if (clock.now() > Date.parse(request.expires)) return this.#reject("The request has expired.", offer);
    const { operator, uids, desk } = this.#around;
    const judged = judgeOffer(offer, {
      request,
      hash,
      operator,
      uids,
      counted: this.#approvals,
      sha256: desk.sha256,
      checkSignature: desk.checkSignature,
    });
    if (judged.status === "rejected") return this.#reject(judged.because, offer);
    return judged.status === "approved" ? this.#approve(judged.approval) : this.#deny(judged.approval);
  }

  async #approve(approval: Approval): Promise<string> {
    const { journal } = this.#state;
    const { needed } = this.#sealed.request;
    await journal.write("step.confirmed", {
      step: stepField(this.#proposal.reference),
      confirm: { question: `approve=${needed}`, how: "approval" },
      approval: approvalField(approval),
    });
    this.#approvals.push(approval);
    const text = `${describeApproval(approval)} approved ${this.#proposal.step.name}: ${this.progress}.`;
    this.#state.emit({ type: "notice", text: this.#state.redactor.text(text) });
    if (this.#approvals.length >= needed)
      this.#end({ status: "approved", fields: { approve: needed, approved: this.#sealed.hash } });
    else this.#showProgress();
    return text;
  }

  async #deny(approval: Approval): Promise<string> {
    const { reason } = approval.answer;
    await this.#state.journal.write("approval.denied", {
      step: stepField(this.#proposal.reference),
      approval: approvalField(approval),
    });
    const because = `${describeApproval(approval)} denied it${reason === undefined ? "." : `: ${reason}`}`;
    this.#end({ status: "refused", because });
    return because;
  }

  async #reject(because: string, offer: Offer | undefined): Promise<string> {
    if (++this.#rejections > mostRejections) return because;
    await this.#state.journal.write("approval.rejected", {
      step: stepField(this.#proposal.reference),
      answers: this.#sealed.hash,
      because: cut(because, 1000),
      ...(offer === undefined ? {} : { how: offer.how }),
      ...(offer?.how === "user" ? { uid: offer.uid } : {}),
    });
    this.#state.emit({ type: "notice", text: this.#state.redactor.text(`An approval was not taken. ${because}`) });
    return because;
  }

  #showProgress(): void {
    const text = `waiting: ${this.progress}, until ${this.#sealed.request.expires}`;
    this.#state.emit({ type: "progress", step: this.#proposal.reference, text });
  }
}

function approvalField({ approver, answer, proof }: Approval): Json {
  const common = { answers: answer.request, approver, how: proof.how };
  return proof.how === "key"
    ? { ...common, key: `${proof.key.name}+${proof.key.hash}`, approval_note: proof.note }
    : { ...common, user: proof.user, uid: proof.uid, approval_note: answerText(answer) };
}
