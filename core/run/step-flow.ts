import type { Written } from "../audit/types.ts";
import type { ClusterNode } from "../cluster/inventory-types.ts";
import type { Step } from "../runbook/types.ts";
import { cancelled, conclude, refuseStep } from "./conclude-step.ts";
import type { StepReference } from "./events.ts";
import { executeStep } from "./execute-step.ts";
import { gatherApprovals } from "./gather-approvals.ts";
import type { GtidSet } from "./gtid.ts";
import type { Outcome } from "./outcome.ts";
import { otherTargets, type Prepared, prepare, type Refusal } from "./prepare-step.ts";
import { cut, plannedFields, stepField, targetFields } from "./record.ts";
import type { RunState } from "./run-state.ts";
import type { SessionOutcome } from "./session-pool.ts";
import type { Performed } from "./settling.ts";
import { timeoutOf } from "./step-facts.ts";
import { needsRoles } from "./targets.ts";

interface Intended {
  readonly prepared: Prepared;
  readonly sessions: ReadonlyMap<string, SessionOutcome>;
  readonly timeoutMs: number;
  readonly intent: Written;
  /** Of the servers that it changes, before. */
  readonly gtids: ReadonlyMap<string, GtidSet>;
}

/**
 * One step from its refusals to its outcome. Rejects with TrailError when an entry could not be written and nothing was
 * done. `followed`: by another step of the same run, at once.
 */
export async function performStep(
  state: RunState,
  step: Step,
  cancel: AbortSignal,
  document: { readonly blockHash: string; readonly documentHash?: string },
  followed: boolean,
): Promise<Performed> {
  const ended = await untilIntended(state, step, cancel, document);
  if ("status" in ended) return { outcome: ended, recorded: Promise.resolve(ended) };
  const ledger = state.sessions?.ledger;
  ledger?.begin(step.name);
  const outcome = await executeStep(state, ended.prepared, step, ended.sessions, cancel, ended.timeoutMs, ended.intent);
  const open = ledger?.uncommitted.filter((held) => held.step === step.name).map(({ node }) => node) ?? [];
  if (open.length > 0 && outcome.status === "succeeded")
    state.emit({
      type: "notice",
      text: `What ${step.name} changed on ${open.join(", ")} is not committed: a transaction is open there${withoutAutocommit(ended.sessions, open)}. Without COMMIT it is rolled back when the session ends.`,
    });
  return conclude(state, ended.prepared.reference, await withGtids(state, ended, outcome), ended.intent, followed);
}

/** What the servers have executed now, beside what they had before. */
async function withGtids(state: RunState, { prepared, gtids }: Intended, outcome: Outcome): Promise<Outcome> {
  if (gtids.size === 0 || !("evidence" in outcome) || state.topology === undefined) return outcome;
  const nodes = prepared.nodes.filter(({ name }) => gtids.has(name));
  // A step that was cancelled may have changed something all the same.
  const { signal } = new AbortController();
  const after = await state.topology.gtidSets(nodes, state.options.ports.sha256, signal);
  const targets = outcome.evidence.targets.map((target) => {
    const [before, now] = [gtids.get(target.node), after.get(target.node)];
    return before === undefined ? target : { ...target, gtid: { before, ...(now ? { after: now } : {}) } };
  });
  return { ...outcome, evidence: { ...outcome.evidence, targets } };
}

/** Everything before the act; the outcome when it does not come to that. */
async function untilIntended(
  state: RunState,
  step: Step,
  cancel: AbortSignal,
  document: { readonly blockHash: string; readonly documentHash?: string },
): Promise<Intended | Outcome> {
  const prepared = await prepare(state, step, cancel);
  if (cancel.aborted) return cancelled(state, prepared.reference);
  if ("because" in prepared) return refuseStep(state, prepared.reference, prepared);
  if ("skipped" in prepared) {
    const outcome: Outcome = { status: "skipped", because: prepared.skipped };
    const entry = await state.journal.write("step.skipped", {
      step: stepField(prepared.reference),
      because: prepared.skipped,
    });
    state.emit({ type: "step-finished", step: prepared.reference, outcome, entry });
    return outcome;
  }
  const { reference, nodes } = prepared;
  const gathered = await gatherApprovals(state, { ...prepared, step, document }, cancel);
  if (gathered.status === "cancelled" || cancel.aborted) return cancelled(state, reference);
  if (gathered.status === "refused")
    return refuseStep(state, reference, { code: "not-approved", because: gathered.because });
  const moved = (step.attributes.approve?.value ?? 0) > 0 ? await otherTargets(state, step, nodes, cancel) : undefined;
  if (moved !== undefined) return refuseStep(state, reference, moved);
  const lost = await state.lock?.check(cancel);
  if (lost !== undefined) return refuseStep(state, reference, { code: "lock-lost", because: lost.message });
  // A script reaches its nodes by ssh, also where no server answers.
  const servers = step.kind === "shell" ? [] : nodes;
  let sessions = await openSessions(state, servers, cancel);
  const lostNodes = [...sessions].flatMap(([node, opened]) =>
    opened.status === "refused" && opened.code === "session-lost" ? [{ node, message: opened.message }] : [],
  );
  if (lostNodes.length > 0) {
    const refusal = await goOnWithout(state, reference, lostNodes, cancel);
    if (refusal !== undefined) return refuseStep(state, reference, refusal);
    for (const { node } of lostNodes) state.sessions?.ledger?.forget(node);
    sessions = await openSessions(state, servers, cancel);
  }
  const changed = [...sessions.values()].find(
    (opened) => opened.status === "refused" && opened.code === "identity-changed",
  );
  if (changed?.status === "refused")
    return refuseStep(state, reference, { code: "identity-changed", because: changed.message });
  if (cancel.aborted) return cancelled(state, reference);

  const timeoutMs = timeoutOf(step);
  const changes = reference.risk !== "reads" && servers.length > 0;
  // For a role all nodes were asked just now.
  const readOnly = needsRoles(step)
    ? state.topology?.readOnlyAsSeen(servers)
    : changes
      ? await state.topology?.readOnly(servers, cancel)
      : undefined;
  const gtids =
    (changes ? await state.topology?.gtidSets(servers, state.options.ports.sha256, cancel) : undefined) ?? new Map();
  if (cancel.aborted) return cancelled(state, reference);
  const intent = await state.journal.write("step.intended", {
    step: stepField(reference),
    targets:
      step.kind === "shell" && nodes.length > 0
        ? nodes.map((node) => ({ node: node.name, ssh: node.ssh ?? node.host }))
        : targetFields(nodes, sessions, readOnly ?? new Map(), gtids),
    ...plannedFields(step.kind, prepared.plan, state.options.ports.sha256),
    ...gathered.fields,
    timeout_ms: timeoutMs,
    block_sha256: document.blockHash,
    ...(document.documentHash === undefined ? {} : { document_sha256: document.documentHash }),
  });
  await state.settling.settled();
  state.emit({
    type: "step-started",
    step: reference,
    targets: nodes.length > 0 ? nodes.map(({ name }) => name) : ["local"],
    timeoutMs,
  });
  return { prepared, sessions, timeoutMs, intent, gtids };
}

function withoutAutocommit(sessions: ReadonlyMap<string, SessionOutcome>, nodes: readonly string[]): string {
  const isOff = nodes.some((node) => {
    const opened = sessions.get(node);
    if (opened?.status !== "ready") return false;
    // MySQL sets the flag at the start of a session whatever the session begins with.
    const { identity, transaction } = opened.session;
    return !identity.autocommit || transaction?.autocommit === false;
  });
  return isOff ? ", as autocommit is off" : "";
}

/** Not a question that `--yes` answers: what comes next may rely on what is gone. Undefined when the operator says yes. */
async function goOnWithout(
  state: RunState,
  reference: StepReference,
  nodes: readonly { readonly node: string; readonly message: string }[],
  cancel: AbortSignal,
): Promise<Refusal | undefined> {
  const held = nodes.flatMap(({ node }) => state.sessions?.ledger?.of(node) ?? []);
  // The step that brought all of it about does so again.
  if (held.every(({ step }) => step === reference.name)) return undefined;
  const lost = nodes.map(({ message }) => message).join(" ");
  const question = `${lost} Run ${reference.name} without it?`;
  if ((await state.options.ports.operator.confirm(question, "", cancel)) !== true)
    return {
      code: "session-lost",
      because: `${lost} This step may rely on it. Run the step that brought it about again, or confirm in a terminal that it goes without.`,
    };
  await state.journal.write("step.confirmed", {
    step: stepField(reference),
    confirm: { question: cut(question, 2000), how: "operator" },
  });
  return undefined;
}

async function openSessions(
  state: RunState,
  nodes: readonly ClusterNode[],
  cancel: AbortSignal,
): Promise<Map<string, SessionOutcome>> {
  const { sessions } = state;
  if (sessions === undefined) return new Map();
  return new Map(await Promise.all(nodes.map(async (node) => [node.name, await sessions.get(node, cancel)] as const)));
}
