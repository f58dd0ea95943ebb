import type { ClusterNode } from "../../cluster/inventory-types.ts";
import type { Effect, ProcessEvidence } from "../outcome.ts";
import { type Round, runRounds } from "../rounds.ts";
import { ShownOutput } from "../shown-output.ts";
import { toSshScript } from "../ssh-script.ts";
import type { Ended, StepContext, StepExecutor, StepPlan } from "../step-executor.ts";
import { riskOfStep } from "../step-risk.ts";

export const shellExecutor: StepExecutor = {
  kind: "shell",
  plan(step, _scope, redactor): StepPlan {
    const { risk, because } = riskOfStep(step);
    return {
      statements: [{ text: redactor.text(step.code), risk }],
      risk,
      ...(because === undefined ? {} : { because: redactor.text(because) }),
      problems: [],
    };
  },
  async execute(context) {
    const places: readonly Place[] =
      context.targets.length === 0 ? [{ name: "local" }] : context.targets.map((node) => ({ name: node.name, node }));
    const results = await Promise.all(
      places.map((place) =>
        runRounds(
          context,
          place.name,
          () => runScript(context, place),
          () => undefined,
        ),
      ),
    );
    return { status: "executed", targets: results, captured: Object.assign({}, ...results.map((one) => one.captured)) };
  },
};

/** This machine, or a node that ssh reaches. */
interface Place {
  readonly name: string;
  readonly node?: ClusterNode;
}

async function runScript(context: StepContext, { name: where, node }: Place): Promise<Round | Ended> {
  const { redactor, step } = context;
  const environment = context.scope.environment();
  const there = node && toSshScript(node, step.code, environment);
  if (there && "message" in there)
    return {
      status: "ended",
      how: "failed",
      code: "not-executable",
      message: there.message,
      effect: "none",
      statements: [],
    };
  const shown = {
    stdout: new ShownOutput(context.textHash?.(), (text) => context.output(where, "stdout", text)),
    stderr: new ShownOutput(context.textHash?.(), (text) => context.output(where, "stderr", text)),
  };
  const streams = {
    stdout: redactor.stream((text) => shown.stdout.add(text)),
    stderr: redactor.stream((text) => shown.stderr.add(text)),
  };
  const outcome = await context.processes.run(
    {
      script: there?.script ?? step.code,
      environment: there ? {} : environment,
      ...(there ? { ssh: { destination: there.destination } } : {}),
      workingDirectory: context.workingDirectory,
      onOutput: (stream, text) => streams[stream].add(text),
    },
    context.signal,
  );
  streams.stdout.end();
  streams.stderr.end();
  const written = { stdout: shown.stdout.end(), stderr: shown.stderr.end() };
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
    ...(written.stdout && written.stderr ? { output: { stdout: written.stdout, stderr: written.stderr } } : {}),
  };
  const unfinished: Effect = isReader ? "none" : "unknown";
  if (outcome.status === "aborted") {
    const how = context.stopped() ?? "cancelled";
    const why = how === "timed-out" ? `was stopped after ${context.timeoutMs / 1000} s` : "was cancelled";
    return {
      status: "ended",
      how,
      message: node
        ? `The script ${why}: the connection to ${node.name} was closed. What it started there may still run; look at its processes.`
        : `The script ${why}; all its processes are gone.`,
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
    const connection =
      node && outcome.exitCode === 255
        ? " That is also how ssh says that it got no connection, or lost it: see that `ssh` reaches the node without a question."
        : "";
    return {
      status: "ended",
      how: "failed",
      code: "exit-status",
      message: `The script ended with ${how}${said ? `: ${said}` : ""}${connection}`,
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
