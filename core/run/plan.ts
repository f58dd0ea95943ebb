import type { Runbook, Step } from "../runbook/types.ts";
import type { Problem } from "../text/problem.ts";
import { describeApprover, whoApproves } from "./approvers.ts";
import { executors } from "./executors/registry.ts";
import { bindInput } from "./inputs.ts";
import { neededVariables } from "./needed-variables.ts";
import type { Plan, PlannedStep, PlanOptions } from "./plan-types.ts";
import { Redactor } from "./redactor.ts";
import { builtinNames, Scope } from "./scope.ts";
import { substitute } from "./sql-code.ts";
import { confirmQuestion, rollbacksOf, timeoutOf } from "./step-facts.ts";
import { resolveTargets, writtenTarget } from "./targets.ts";

/** What a run would do, from text alone: connects to nothing and executes nothing. */
export function planRunbook(options: PlanOptions): Plan {
  const { runbook } = options;
  const scope = new Scope();
  const redactor = new Redactor();
  const problems: Problem[] = [];
  bindGiven(options, scope, redactor, problems);
  const rollbacks = rollbacksOf(runbook);
  const steps = runbook.steps.map((step) => planStep(step, options, scope, redactor, rollbacks));
  return { steps, problems: [...problems, ...undefinedVariables(runbook)] };
}

function planStep(
  step: Step,
  options: PlanOptions,
  scope: Scope,
  redactor: Redactor,
  rollbacks: ReadonlyMap<string, string>,
): PlannedStep {
  const { cluster, observed } = options;
  const executor = executors.get(step.kind);
  const plan = executor?.plan(step, scope, redactor) ?? {
    statements: [],
    risk: "unknown" as const,
    problems: [notExecutable(step)],
  };
  const resolved = resolveTargets(step, scope, cluster, observed ?? []);
  const targets =
    resolved.status === "nodes"
      ? resolved.nodes.map(({ name }) => name)
      : resolved.status === "local"
        ? ["local"]
        : [writtenTarget(step)];
  // A missing cluster or value shows as the word that was written; a name that the cluster does not have is a problem.
  const isWrong = resolved.status === "none" && resolved.code === "no-target" && cluster !== undefined;
  const span = step.attributes.on?.span ?? step.block.infoSpan;
  const question = confirmQuestion(step, plan, targets, cluster);
  const rollbackOf = rollbacks.get(step.name);
  const who = whoApproves(step, cluster);
  const needed = step.attributes.approve?.value ?? 0;
  return {
    step,
    targets,
    statements: plan.statements,
    risk: plan.risk,
    timeoutMs: timeoutOf(step),
    problems: [
      ...step.problems,
      ...newProblems(plan.problems, step),
      ...(typeof who === "string" && cluster !== undefined
        ? [{ code: "no-approvers", message: who, span: step.attributes.approve?.span ?? span }]
        : []),
      ...(isWrong ? [{ code: "no-target", message: resolved.message, span }] : []),
    ],
    ...(question === undefined ? {} : { confirm: redactor.text(substitute(question, scope)) }),
    ...(needed === 0
      ? {}
      : { approvals: { needed, from: typeof who === "object" ? who.approvers.map(describeApprover) : [] } }),
    ...(rollbackOf === undefined ? {} : { rollbackOf }),
  };
}

/** The parser may have found the same already. */
function newProblems(problems: readonly Problem[], step: Step): Problem[] {
  return problems.filter(
    (problem) => !step.problems.some(({ code, message }) => code === problem.code && message === problem.message),
  );
}

function bindGiven(
  { runbook, inputs, cluster }: PlanOptions,
  scope: Scope,
  redactor: Redactor,
  problems: Problem[],
): void {
  if (cluster !== undefined) {
    scope.bind("flavor", cluster.flavor);
    if (cluster.version !== undefined) scope.bind("version", cluster.version);
  }
  for (const input of runbook.frontMatter.inputs) {
    const text = inputs.get(input.name) ?? input.default;
    if (text === undefined || (input.type === "node" && cluster === undefined)) continue;
    if (input.type === "secret") redactor.add(text);
    const message = bindInput(scope, input, text, cluster);
    if (message !== undefined) problems.push({ code: "bad-input", message, span: input.span });
  }
  for (const name of inputs.keys()) {
    if (runbook.frontMatter.inputs.some((input) => input.name === name)) continue;
    problems.push({
      code: "unknown-input",
      message: `The runbook declares no input ${name}. Declare it under inputs: in the front matter, or leave it out.`,
      span: { start: 0, end: 0 },
    });
  }
}

/** Names that nothing declares and no step captures, wherever it stands. */
function undefinedVariables(runbook: Runbook): Problem[] {
  const known = new Set([
    ...builtinNames,
    ...runbook.frontMatter.inputs.map(({ name }) => name),
    ...runbook.steps.flatMap((step) => step.captures.map(({ name }) => name)),
  ]);
  return runbook.steps.flatMap((step) =>
    neededVariables(step, runbook)
      .filter((name) => !known.has(name))
      .map((name) => ({
        code: "undefined-variable",
        message: `Step ${step.name}: the variable ${name} is not defined. Declare it under inputs: in the front matter, or capture it in an earlier step.`,
        span:
          step.variables.find((use) => use.name === name)?.span ?? step.attributes.when?.span ?? step.block.infoSpan,
      })),
  );
}

function notExecutable(step: Step): Problem {
  return {
    code: "not-executable",
    message: `Nothing here executes a ${step.kind} step yet. Write it as SQL or shell.`,
    span: step.block.languageSpan,
  };
}
