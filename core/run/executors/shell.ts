import type { ClusterNode } from "../../cluster/inventory-types.ts";
import { compileExpression } from "../expression.ts";
import type { Effect, ProcessEvidence } from "../outcome.ts";
import type { LeftProcess, ProcessRemains } from "../ports.ts";
import { withhold } from "../result-row.ts";
import { type Round, runRounds } from "../rounds.ts";
import { ShownOutput } from "../shown-output.ts";
import { toSshScript } from "../ssh-script.ts";
import type { Ended, StepContext, StepExecutor, StepPlan } from "../step-executor.ts";

/** Of each stream; all of it is hashed. */
const shownCharacters = 64 * 1024;

export const shellExecutor: StepExecutor = {
  kind: "shell",
  plan(step, _scope, redactor): StepPlan {
    const risk = step.attributes.risk?.value ?? "unknown";
    return { statements: [{ text: redactor.text(step.code), risk }], risk, problems: [] };
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
    signal: outcome.signal,
    stdout: endOf(redactor.text(outcome.stdout)),
    stderr: endOf(redactor.text(outcome.stderr)),
    durationUs: outcome.durationUs,
    ...(outcome.left && outcome.left.length > 0 ? { left: outcome.left } : {}),
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
        : `The script ${why}; ${leftOver(outcome.left) ?? "all its processes are gone"}.`,
      effect: unfinished,
      statements: [],
      process,
    };
  }
  // A script whose expectation speaks of `exit` may end with any status.
  const judgesExit = [...step.expectations, ...(step.until ? [step.until] : [])].some(({ expression }) => {
    const compiled = compileExpression(expression);
    return compiled.ok && compiled.expression.references.includes("exit");
  });
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
  const running = leftOver(outcome.left);
  if (running !== undefined)
    context.notice(`${step.name}: the script ended, and ${running}. What they write from now on is not recorded.`);
  // As `$(…)` does, line feeds at the end are left out.
  const row = {
    stdout: outcome.stdout.replace(/\n+$/, ""),
    stderr: outcome.stderr.replace(/\n+$/, ""),
    exit: BigInt(outcome.exitCode ?? 0),
  };
  return {
    status: "done",
    statements: [],
    process,
    effect: isReader ? "none" : "done",
    rows: [withhold(row, cutStreams(outcome.lost))],
    rowCount: 1,
  };
}

/** A stream of which the beginning was not kept can be neither judged nor captured. */
function cutStreams(lost: ProcessRemains["lost"]): ReadonlyMap<string, string> {
  const streams = Object.entries(lost ?? {}).filter(([, bytes]) => bytes > 0);
  return new Map(
    streams.map(([stream, bytes]) => [
      stream,
      `The first ${bytes} bytes of ${stream} were too many to be kept, so it can't be judged. Write less, such as by a filter at the end of the pipe.`,
    ]),
  );
}

function leftOver(left: readonly LeftProcess[] = []): string | undefined {
  if (left.length === 0) return undefined;
  const names = left.slice(0, 5).map(({ pid, name }) => `${name} (process ${pid})`);
  const more = left.length > names.length ? ` and ${left.length - names.length} more` : "";
  return `${names.join(", ")}${more} still ${left.length === 1 ? "runs" : "run"}`;
}

/** For the record and the screen. */
function endOf(text: string): string {
  return text.length <= shownCharacters ? text : text.slice(-shownCharacters).toWellFormed();
}

function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1)?.slice(0, 300) ?? "";
}
