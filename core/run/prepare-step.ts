import type { ClusterNode } from "../cluster/inventory-types.ts";
import type { Step } from "../runbook/types.ts";
import type { StepReference } from "./events.ts";
import type { RefusalCode } from "./outcome.ts";
import { cut, stepField } from "./record.ts";
import type { RunState } from "./run-state.ts";
import { substitute } from "./sql-code.ts";
import type { StepExecutor, StepPlan } from "./step-executor.ts";
import { confirmQuestion } from "./step-facts.ts";
import { needsRoles, resolveTargets, type Targets } from "./targets.ts";

export interface Refusal {
  readonly code: RefusalCode;
  readonly because: string;
}

/** What is settled before the intent is written. */
export interface Prepared {
  readonly executor: StepExecutor;
  readonly plan: StepPlan;
  readonly reference: StepReference;
  readonly nodes: readonly ClusterNode[];
}

/** Looks for whatever keeps the step from running, asks what has to be asked, and settles where it runs. */
export async function prepare(
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
export async function otherTargets(
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
