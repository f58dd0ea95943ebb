import type { ClusterNode } from "../cluster/inventory-types.ts";
import type { Step } from "../runbook/types.ts";
import { checkExpectation, compileExpression } from "./expression.ts";
import type { Effect, ExpectationEvidence, ProcessEvidence, StatementEvidence, TargetEvidence } from "./outcome.ts";
import type { Session } from "./ports.ts";
import type { Ended, StepContext, TargetResult } from "./step-executor.ts";
import type { Row, Value } from "./value.ts";

/** One execution of a whole block that ran to its end: what expectations and captures look at. */
export interface Round {
  readonly status: "done";
  readonly statements: readonly StatementEvidence[];
  readonly process?: ProcessEvidence;
  readonly effect: Effect;
  readonly rows: readonly Row[];
  /** Absent where nothing returned a result. */
  readonly rowCount?: number;
}

interface Result extends TargetResult {
  readonly captured: Readonly<Record<string, Value>>;
}

/** Repeats a block on one target as `@until` and `retry` say, then checks expectations and captures. `show` gets the evidence of the last round. */
export async function runRounds(
  context: StepContext,
  node: string,
  once: () => Promise<Round | Ended>,
  show: (round: Round | Ended) => void,
): Promise<Result> {
  const retry = context.step.attributes.retry?.value;
  for (let attempt = 1; ; attempt++) {
    const result = await runAttempt(context, node, attempt, once, show);
    // After a break nobody knows what took effect: that is never done again by itself.
    const again = result.evidence.status === "failed" && result.effect !== "unknown" && attempt <= (retry?.times ?? 0);
    if (!again || context.signal.aborted) return result;
    context.progress(`${node}: attempt ${attempt} failed (${result.evidence.message ?? ""}), the next follows`);
    await context.clock.sleep(retry?.pauseMs ?? 0, context.signal);
    if (context.signal.aborted) return result;
  }
}

async function runAttempt(
  context: StepContext,
  node: string,
  attempts: number,
  once: () => Promise<Round | Ended>,
  show: (round: Round | Ended) => void,
): Promise<Result> {
  const { step } = context;
  const effects: Effect[] = [];
  for (;;) {
    const round = await once();
    effects.push(round.effect);
    const effect: Effect = effects.includes("unknown") ? "unknown" : effects.includes("done") ? "done" : "none";
    const finish = (
      status: TargetEvidence["status"],
      expectations: readonly ExpectationEvidence[],
      message?: string,
      code?: TargetResult["code"],
      captured: Record<string, Value> = {},
    ): Result => {
      show(round);
      const { statements, process } = round;
      const evidence = {
        node,
        statements,
        expectations,
        attempts,
        status,
        effect,
        ...(process ? { process } : {}),
        ...(message === undefined ? {} : { message: context.redactor.text(message) }),
      };
      return { evidence, effect, captured, ...(code === undefined ? {} : { code }) };
    };
    if (round.status === "ended") return finish(round.how, [], round.message, round.code);

    const awaited = step.until ? check(step.until.expression, round, context) : undefined;
    if (step.until && awaited && !awaited.held) {
      context.progress(
        `${node}: ${step.until.expression} does not hold yet${awaited.detail ? ` (${awaited.detail})` : ""}`,
      );
      await context.clock.sleep(step.until.everyMs, context.signal);
      const stopped = context.stopped();
      if (stopped === undefined) continue;
      const waited =
        stopped === "timed-out"
          ? `did not hold within ${context.timeoutMs / 1000} s`
          : "did not hold before the step was cancelled";
      return finish(
        stopped,
        [awaited],
        `${step.until.expression} ${waited}${awaited.detail ? `: ${awaited.detail}` : ""}`,
      );
    }

    const expectations = [
      ...(awaited ? [awaited] : []),
      ...step.expectations.map(({ expression }) => check(expression, round, context)),
    ];
    const broken = expectations.filter(({ held }) => !held);
    if (broken.length > 0) {
      const message = broken
        .map(({ expression, detail }) => `expected ${expression}${detail ? `, but ${detail}` : ""}`)
        .join("; ");
      return finish("failed", expectations, message, "expectation-failed");
    }
    const captured = capture(step, round, context);
    if (typeof captured === "string") return finish("failed", expectations, captured, "capture-failed");
    return finish("succeeded", expectations, undefined, undefined, captured);
  }
}

function check(expression: string, round: Round, context: StepContext): ExpectationEvidence {
  const compiled = compileExpression(expression);
  if (!compiled.ok) return { expression, held: false, detail: compiled.problem.message };
  const { held, detail } = checkExpectation(compiled.expression, round, context.scope.row());
  return { expression, held, ...(detail === undefined ? {} : { detail: context.redactor.text(detail) }) };
}

/** A message when a capture has no value, or more than one row to take it from. */
function capture(step: Step, round: Round, context: StepContext): Record<string, Value> | string {
  const captured: Record<string, Value> = {};
  for (const { name, expression } of step.captures) {
    const compiled = compileExpression(expression);
    if (!compiled.ok) return `@capture ${name}: ${compiled.problem.message}`;
    const { rows, rowCount } = round;
    if (rowCount === undefined)
      return `@capture ${name} = ${expression}: no statement of the block returned a result. Select what is to be kept.`;
    const onlyCount = compiled.expression.references.every((reference) => reference === "rows");
    if (!onlyCount && rowCount !== 1) {
      return `@capture ${name} = ${expression} needs one row; the result has ${rowCount}. Narrow the statement down.`;
    }
    const variables = { ...context.scope.row(), ...captured };
    const evaluated = compiled.expression.evaluate(variables, { row: rows[0] ?? {}, rows: BigInt(rowCount) });
    if (!evaluated.ok) return `@capture ${name} = ${expression}: ${evaluated.message}`;
    captured[name] = evaluated.value;
  }
  return captured;
}

/** The rounds of a step on one node over its open session; a node without one ends as refused, and nothing is sent. */
export async function runRoundsOn(
  context: StepContext,
  node: ClusterNode,
  round: (session: Session) => Promise<Round | Ended>,
): Promise<Result> {
  const opened = context.sessions.get(node.name);
  if (opened?.status !== "ready") {
    const message = opened?.message ?? `${node.name} has no session.`;
    const evidence = {
      node: node.name,
      statements: [],
      expectations: [],
      attempts: 0,
      status: "failed",
      message,
    } as const;
    return { evidence, effect: "none", code: "connection-refused", captured: {} };
  }
  const { session } = opened;
  const show = (one: Round | Ended) => {
    for (const statement of one.statements) context.statementFinished(node.name, statement);
  };
  const result = await runRounds(context, node.name, () => round(session), show);
  return { ...result, evidence: { ...result.evidence, identity: session.identity } };
}
