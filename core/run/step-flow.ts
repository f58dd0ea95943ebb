import type { Json, Written } from "../audit/types.ts";
import { TrailError } from "../audit/types.ts";
import type { ClusterNode } from "../cluster/inventory-types.ts";
import type { Step } from "../runbook/types.ts";
import { startDeadline } from "./deadline.ts";
import type { StepReference } from "./events.ts";
import { foldOutcome } from "./fold-outcome.ts";
import { gatherApprovals } from "./gather-approvals.ts";
import { largeOutputs } from "./large-output.ts";
import type { Outcome, RefusalCode } from "./outcome.ts";
import { cut, outcomeFields, plannedFields, stepField, targetFields } from "./record.ts";
import type { RunState } from "./run-state.ts";
import type { SessionOutcome } from "./session-pool.ts";
import { substitute } from "./sql-code.ts";
import type { Execution, StepContext, StepExecutor, StepPlan } from "./step-executor.ts";
import { confirmQuestion, timeoutOf } from "./step-facts.ts";
import { needsRoles, resolveTargets, type Targets } from "./targets.ts";

export interface Refusal {
  readonly code: RefusalCode;
  readonly because: string;
}

/** What is settled before the intent is written. */
interface Prepared {
  readonly executor: StepExecutor;
  readonly plan: StepPlan;
  readonly reference: StepReference;
  readonly nodes: readonly ClusterNode[];
}

/** One step from its refusals to its recorded outcome. Rejects with TrailError when an entry could not be written and nothing was done. */
export async function performStep(
  state: RunState,
  step: Step,
  cancel: AbortSignal,
  document: { readonly blockHash: string; readonly documentHash?: string },
): Promise<Outcome> {
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
  const sessions = await openSessions(state, servers, cancel);
  const changed = [...sessions.values()].find(
    (opened) => opened.status === "refused" && opened.code === "identity-changed",
  );
  if (changed?.status === "refused")
    return refuseStep(state, reference, { code: "identity-changed", because: changed.message });
  if (cancel.aborted) return cancelled(state, reference);

  const timeoutMs = timeoutOf(step);
  const changes = reference.risk !== "reads" && servers.length > 0;
  const readOnly = changes ? await state.topology?.readOnly(servers, cancel) : undefined;
  if (cancel.aborted) return cancelled(state, reference);
  const intent = await state.journal.write("step.intended", {
    step: stepField(reference),
    targets:
      step.kind === "shell" && nodes.length > 0
        ? nodes.map((node) => ({ node: node.name, ssh: node.ssh ?? node.host }))
        : targetFields(nodes, sessions, readOnly ?? new Map()),
    ...plannedFields(step.kind, prepared.plan, state.options.ports.sha256),
    ...gathered.fields,
    timeout_ms: timeoutMs,
    block_sha256: document.blockHash,
    ...(document.documentHash === undefined ? {} : { document_sha256: document.documentHash }),
  });
  state.emit({
    type: "step-started",
    step: reference,
    targets: nodes.length > 0 ? nodes.map(({ name }) => name) : ["local"],
    timeoutMs,
  });
  const outcome = await execute(state, prepared, step, sessions, cancel, timeoutMs, intent);
  return conclude(state, reference, outcome, intent);
}

async function prepare(
  state: RunState,
  step: Step,
  cancel: AbortSignal,
): Promise<Prepared | (Refusal & { reference: StepReference }) | { skipped: string; reference: StepReference }> {
  const { scope, redactor, options } = state;
  const executor = state.executors.get(step.kind);
  const known = scope.changes;
  const plan = executor?.plan(step, scope, redactor);
  const reference: StepReference = {
    name: step.name,
    index: step.index,
    kind: step.kind,
    risk: plan?.risk ?? "unknown",
  };
  const refusal = (code: RefusalCode, because: string) => ({ code, because, reference });

  if (executor === undefined || plan === undefined)
    return refusal("invalid-step", `Nothing here executes a ${step.kind} step.`);
  const [problem] = [...step.problems, ...plan.problems];
  if (problem !== undefined)
    return refusal(problem.code.includes("placeholder") ? "unfilled-placeholder" : "invalid-step", problem.message);
  // First of all: a step that is not for this cluster may need what only its like captures.
  const unknown = await state.bindCondition(step, cancel);
  if (unknown !== undefined) return refusal("undefined-variable", unknown.message);
  const holds = state.condition(step);
  if (typeof holds === "string") return refusal("invalid-step", holds);
  if (!holds) return { skipped: `${step.attributes.when?.value} is false`, reference };
  const unmet = (step.attributes.needs ?? []).filter(({ value }) => state.outcomes.get(value)?.status !== "succeeded");
  if (unmet.length > 0) {
    const names = unmet.map(({ value }) => value).join(", ");
    return refusal("needs-unmet", `It needs ${names} to have succeeded in this run. Run that first.`);
  }
  const unbound = await state.bindVariables([step], cancel);
  if (unbound !== undefined) return refusal("undefined-variable", unbound.message);
  const targets = await findTargets(state, step, cancel);
  if (targets.status === "none") return refusal(targets.code, targets.message);
  const nodes = targets.status === "nodes" ? targets.nodes : [];
  if (targets.status === "local" && (step.kind === "sql" || step.kind === "ini")) {
    return refusal("no-target", "It runs on a server, and on=local is none. Name a node or a role.");
  }
  if (step.captures.length > 0 && nodes.length > 1) {
    return refusal(
      "invalid-step",
      `It captures ${step.captures.map(({ name }) => name).join(", ")} and runs on ${nodes.length} nodes, which may differ. Capture on one node.`,
    );
  }
  // With the variables that were bound above.
  const bound = scope.changes === known ? plan : executor.plan(step, scope, redactor);
  const [late] = bound.problems;
  if (late !== undefined) return refusal("invalid-step", late.message);
  const prepared = { executor, plan: bound, reference: { ...reference, risk: bound.risk }, nodes };
  const question = confirmQuestion(step, bound, nodes, options.cluster);
  if (question === undefined) return prepared;
  const refused = await confirm(state, prepared, redactor.text(substitute(question, scope)), cancel);
  if (refused !== undefined) return { ...refused, reference: prepared.reference };
  const moved = options.assumeYes ? undefined : await otherTargets(state, step, nodes, cancel);
  return moved === undefined ? prepared : { ...moved, reference: prepared.reference };
}

/** An answer may have taken its time, and was given for these nodes. */
async function otherTargets(
  state: RunState,
  step: Step,
  nodes: readonly ClusterNode[],
  cancel: AbortSignal,
): Promise<Refusal | undefined> {
  if (!needsRoles(step)) return undefined;
  const now = await findTargets(state, step, cancel);
  const same =
    now.status === "nodes" &&
    now.nodes.length === nodes.length &&
    now.nodes.every(({ name }, index) => name === nodes[index]?.name);
  if (same) return undefined;
  const because = "The roles in the cluster changed while the question was open. Look at the cluster and run it again.";
  return { code: "no-target", because };
}

async function findTargets(state: RunState, step: Step, cancel: AbortSignal): Promise<Targets> {
  if (needsRoles(step)) await state.observe(cancel);
  return resolveTargets(
    step,
    state.scope,
    state.topology?.lastKnown ?? state.options.cluster,
    state.topology?.nodes ?? [],
  );
}

async function confirm(
  state: RunState,
  { reference, plan, nodes }: Prepared,
  question: string,
  cancel: AbortSignal,
): Promise<Refusal | undefined> {
  const { assumeYes, ports } = state.options;
  const where =
    nodes.length > 0 ? nodes.map(({ name, host, port }) => `${name} (${host}:${port})`).join(", ") : "this machine";
  const detail = `On ${where}:\n${plan.statements.map(({ text }) => text).join(";\n")}`;
  const answer = assumeYes || (await ports.operator.confirm(question, detail, cancel));
  if (answer === undefined)
    return {
      code: "not-confirmed",
      because: `"${question}" was not answered: nobody can be asked. Run it in a terminal or in the editor, or answer with --yes.`,
    };
  if (!answer) return { code: "not-confirmed", because: `"${question}" was answered with no.` };
  await state.journal.write("step.confirmed", {
    step: stepField(reference),
    confirm: { question: cut(question, 2000), how: assumeYes ? "assume-yes" : "operator" },
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

/** Rejects with TrailError. */
export async function refuseStep(
  state: RunState,
  reference: StepReference,
  { code, because }: Refusal,
): Promise<Outcome> {
  const outcome: Outcome = { status: "refused", code, because: state.redactor.text(because) };
  const entry = await state.journal.write("step.refused", {
    step: stepField(reference),
    code,
    because: cut(outcome.because, 4000),
  });
  state.emit({ type: "step-finished", step: reference, outcome, entry });
  return outcome;
}

async function cancelled(state: RunState, reference: StepReference): Promise<Outcome> {
  const message = "It was cancelled before it began.";
  const outcome: Outcome = {
    status: "cancelled",
    effect: "none",
    message,
    evidence: { targets: [], captured: {}, durationMs: 0 },
  };
  const entry = await state.journal.write("step.skipped", {
    step: stepField(reference),
    because: message,
    cancelled: true,
  });
  state.emit({ type: "step-finished", step: reference, outcome, entry });
  return outcome;
}

async function execute(
  state: RunState,
  { executor, plan, reference, nodes }: Prepared,
  step: Step,
  sessions: ReadonlyMap<string, SessionOutcome>,
  cancel: AbortSignal,
  timeoutMs: number,
  intent: Written,
): Promise<Outcome> {
  const { ports, cluster, workingDirectory, assumeYes } = state.options;
  const { clock } = ports;
  const started = clock.monotonic();
  const deadline = startDeadline(clock, timeoutMs, cancel);
  const context: StepContext = {
    step,
    plan,
    scope: state.scope,
    ...(cluster ? { cluster } : {}),
    observed: state.topology?.nodes ?? [],
    targets: nodes,
    sessions,
    workingDirectory,
    assumeYes,
    signal: deadline.signal,
    stopped: () => deadline.stopped,
    timeoutMs,
    clock,
    operator: ports.operator,
    processes: ports.processes,
    ...(ports.textHash ? { textHash: ports.textHash } : {}),
    redactor: state.redactor,
    statementFinished: (node, statement) =>
      state.emit({ type: "statement-finished", step: reference, node, statement }),
    output: (node, stream, text) => state.emit({ type: "output", step: reference, node, stream, text }),
    progress: (text) => state.emit({ type: "progress", step: reference, text: state.redactor.text(text) }),
    notice: (text) => state.emit({ type: "notice", text: state.redactor.text(text) }),
    recordMove: (name, detail, act) => recordMove(state, reference, intent, name, detail, act),
  };
  try {
    return toOutcome(await executor.execute(context), clock.monotonic() - started);
  } catch (error) {
    const why =
      error instanceof TrailError
        ? error.message
        : `the executor failed: ${error instanceof Error ? error.message : String(error)}`;
    return {
      status: "failed",
      code: "record-lost",
      message: why,
      effect: "unknown",
      evidence: { targets: [], captured: {}, durationMs: clock.monotonic() - started },
    };
  } finally {
    deadline.dispose();
  }
}

function toOutcome(execution: Execution, durationMs: number): Outcome {
  if (execution.status === "refused") return { status: "refused", code: execution.code, because: execution.because };
  return foldOutcome(execution, durationMs);
}

async function recordMove<T>(
  state: RunState,
  step: StepReference,
  parent: Written,
  name: string,
  detail: Readonly<Record<string, Json>>,
  act: () => Promise<T>,
): Promise<T> {
  const fields = { step: stepField(step), move: name, part_of: parent.seq };
  const intent = await state.journal.write("step.intended", { ...fields, ...detail });
  let result: T;
  try {
    result = await act();
  } catch (error) {
    const message = state.redactor.text(error instanceof Error ? error.message : String(error));
    await state.journal.write("step.finished", {
      ...fields,
      intent: intent.seq,
      outcome: "failure",
      message: cut(message, 4000),
    });
    throw error;
  }
  await state.journal.write("step.finished", { ...fields, intent: intent.seq, outcome: "success" });
  return result;
}

/** The outcome goes to disk before anybody sees it. What was done without its record is no success. */
async function conclude(state: RunState, reference: StepReference, raw: Outcome, intent: Written): Promise<Outcome> {
  const outcome = redactOutcome(raw, state);
  try {
    const captured = Object.entries("evidence" in raw && raw.status === "succeeded" ? raw.evidence.captured : {});
    for (const [name, value] of captured) await state.recordCapture(name, value, reference.name);
    const entry = await state.journal.write("step.finished", {
      step: stepField(reference),
      ...outcomeFields(outcome, intent.seq),
      ...(await state.journal.keep(largeOutputs(outcome))),
    });
    state.emit({ type: "step-finished", step: reference, outcome, entry });
    for (const [name, value] of captured) state.bindCapture(name, value);
    return outcome;
  } catch (error) {
    if (!(error instanceof TrailError)) throw error;
    const lost = recordLost(outcome, error);
    state.emit({ type: "step-finished", step: reference, outcome: lost });
    return lost;
  }
}

function recordLost(outcome: Outcome, error: TrailError): Outcome {
  const evidence = "evidence" in outcome ? outcome.evidence : { targets: [], captured: {}, durationMs: 0 };
  const effect = outcome.status === "succeeded" ? "done" : "effect" in outcome ? outcome.effect : "none";
  return {
    status: "failed",
    code: "record-lost",
    message: `It ended as ${outcome.status}, but that could not be recorded. ${error.message}`,
    effect,
    evidence,
  };
}

function redactOutcome(outcome: Outcome, state: RunState): Outcome {
  const { redactor } = state;
  if (outcome.status === "refused" || outcome.status === "skipped") return outcome;
  const captured = Object.fromEntries(
    Object.entries(outcome.evidence.captured).map(([name, value]) => [
      name,
      typeof value === "string" ? redactor.text(value) : value,
    ]),
  );
  const evidence = { ...outcome.evidence, captured };
  return outcome.status === "succeeded"
    ? { ...outcome, evidence }
    : { ...outcome, message: redactor.text(outcome.message), evidence };
}
