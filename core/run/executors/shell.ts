import type { Effect, ProcessEvidence } from "../outcome.ts";
import { type Round, runRounds } from "../rounds.ts";
import type { Ended, StepContext, StepExecutor, StepPlan } from "../step-executor.ts";

const where = "local";

export const shellExecutor: StepExecutor = {
  kind: "shell",
  plan(step, _scope, redactor): StepPlan {
    const risk = step.attributes.risk?.value ?? "unknown";
    return { statements: [{ text: redactor.text(step.code), risk }], risk, problems: [] };
  },
  async execute(context) {
    const result = await runRounds(
      context,
      where,
      () => runScript(context),
      () => undefined,
    );
    return { status: "executed", targets: [result], captured: result.captured };
  },
};

async function runScript(context: StepContext): Promise<Round | Ended> {
  const { redactor, step } = context;
  const streams = {
    stdout: redactor.stream((text) => context.output(where, "stdout", text)),
    stderr: redactor.stream((text) => context.output(where, "stderr", text)),
  };
  const outcome = await context.processes.run(
    {
      script: step.code,
      environment: context.scope.environment(),
      workingDirectory: context.workingDirectory,
      onOutput: (stream, text) => streams[stream].add(text),
    },
    context.signal,
  );
  streams.stdout.end();
  streams.stderr.end();
  const isReader = context.plan.risk === "reads";
  if (outcome.status === "not-started") {
    return {
      status: "ended",
      how: "failed",
      code: "not-executable",
      message: outcome.message,
      effect: "none",
      statements: [],
    };
  }
  const process: ProcessEvidence = {
    exitCode: outcome.status === "exited" ? outcome.exitCode : null,
    signal: outcome.status === "exited" ? outcome.signal : "SIGTERM",
    stdout: redactor.text(outcome.stdout),
    stderr: redactor.text(outcome.stderr),
    durationUs: outcome.durationUs,
  };
  const unfinished: Effect = isReader ? "none" : "unknown";
  if (outcome.status === "aborted") {
    const how = context.stopped() ?? "cancelled";
    const why = how === "timed-out" ? `was stopped after ${context.timeoutMs / 1000} s` : "was cancelled";
    return {
      status: "ended",
      how,
      message: `The script ${why}; all its processes are gone.`,
      effect: unfinished,
      statements: [],
      process,
    };
  }
  // A script whose expectation speaks of `exit` may end with any status.
  const judgesExit = [...step.expectations, ...(step.until ? [step.until] : [])].some(({ expression }) =>
    /\bexit\b/.test(expression),
  );
  if (outcome.signal !== null || (outcome.exitCode !== 0 && !judgesExit)) {
    const how = outcome.signal === null ? `exit status ${outcome.exitCode}` : `signal ${outcome.signal}`;
    const said = lastLine(process.stderr);
    return {
      status: "ended",
      how: "failed",
      code: "exit-status",
      message: `The script ended with ${how}${said ? `: ${said}` : ""}`,
      effect: unfinished,
      statements: [],
      process,
    };
  }
  // As `$(…)` does, line feeds at the end are left out.
  const row = {
    stdout: outcome.stdout.replace(/\n+$/, ""),
    stderr: outcome.stderr.replace(/\n+$/, ""),
    exit: BigInt(outcome.exitCode ?? 0),
  };
  return { status: "done", statements: [], process, effect: isReader ? "none" : "done", rows: [row], rowCount: 1 };
}

function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1)?.slice(0, 300) ?? "";
}
