import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { currentActor } from "../../core/node/actor.ts";
import { approvalDesk } from "../../core/node/approval-desk.ts";
import { systemClock } from "../../core/node/clock.ts";
import { createConnector } from "../../core/node/connector.ts";
import { lockFiles } from "../../core/node/lock-files.ts";
import { processRunner } from "../../core/node/process-runner.ts";
import { sha256, textHash } from "../../core/node/sha256.ts";
import { openTrail } from "../../core/node/trail-writer.ts";
import type { RunEvent } from "../../core/run/events.ts";
import { timeUsed } from "../../core/run/past-run.ts";
import type { InFlight } from "../../core/run/resumption.ts";
import { openRun } from "../../core/run/runner.ts";
import { parseDuration } from "../../core/runbook/duration.ts";
import { visible } from "../../core/text/visible.ts";
import type { Arguments } from "../args.ts";
import { command } from "../command.ts";
import { CliError } from "../errors.ts";
import { gitCommit } from "../git-commit.ts";
import type { Io } from "../io.ts";
import { canAsk, passwordPrompt, terminalOperator } from "../operator.ts";
import { mutates, type Prepared, prepareRun } from "../prepare-run.ts";
import { recordRefusal } from "../refused-run.ts";
import { jsonReporter } from "../reporters/json.ts";
import { TextReporter } from "../reporters/text.ts";
import { offerRollbacks, rollbackCommand, runRollbacks, shellWord } from "../rollback-offer.ts";
import { version } from "../version.ts";
import { clusterOptions } from "./plan.ts";

export const main = command(
  {
    name: "run",
    summary: "Run a runbook in order, or some of its steps, and record what was done.",
    operands: { text: "FILE", min: 1, max: 1 },
    options: {
      ...clusterOptions,
      yes: { type: "boolean", short: "y", help: "Answer every confirmation with yes. Recorded as such." },
      "confirm-production": {
        type: "string",
        value: "NAME",
        help: "With --yes on a production cluster: its name, once more.",
      },
      step: { type: "string", value: "NAME", help: "Run this step only." },
      from: { type: "string", value: "NAME", help: "Run this step and all after it." },
      rollback: {
        type: "boolean",
        help: "After a step that fails: take back what was done, newest first, up to the first rollback that fails.",
      },
      resume: {
        type: "string",
        value: "LOG",
        implied: "latest",
        help: "Go on with a run that stopped: the last one of FILE, or the one of this log. What it finished stays finished.",
      },
      "in-flight": {
        type: "string",
        choices: ["done", "again", "stop"],
        help: "With --resume: what to do with the step of which nobody knows whether it took effect. Default: ask.",
      },
      drill: {
        type: "boolean",
        help: "Record the run as an exercise (mode drill). Everything is done as in any other run.",
      },
      approvals: {
        type: "string",
        value: "DIR",
        help: "Exchange approvals (approve=) as files in this folder, which the approvers reach; then also without a terminal.",
      },
      "approval-timeout": {
        type: "string",
        value: "TIME",
        help: "How long to wait for the approvals of a step, such as 30m. Default: 1h.",
      },
      "break-lock": {
        type: "boolean",
        help: "Break the lock of another run on this cluster. Asks for the cluster's name, and is recorded.",
      },
      format: { type: "string", choices: ["text", "json"], help: "text, or json: one event per line. Default: text." },
    },
    examples: [
      "dr-runbooks run runbooks/planned-switchover.runbook.md --cluster orders --input new_source=db2",
      "dr-runbooks run guide.md --step check-lag --format json",
      "dr-runbooks run runbooks/planned-switchover.runbook.md --resume",
    ],
    notes: [
      "An input that is not given is asked for. A secret is better asked for, or given as DR_RUNBOOKS_INPUT_<name> in the environment: every user of the machine can see a command line.",
      "Ctrl-C stops the step under way (KILL QUERY, and the whole process group of a script) and ends the run with exit code 130.",
    ],
  },
  async (args, io) => {
    const name = args.operands[0] ?? "";
    // A run that never came to its first step is recorded too: somebody tried.
    const prepared = await recordRefusal(name, io, () => prepareRun(name, args, io));
    return perform(prepared, args, io);
  },
);

function approvalTime(args: Arguments): number | undefined {
  const text = args.text("approval-timeout");
  const ms = text === undefined ? undefined : parseDuration(text);
  if (text !== undefined && (ms === undefined || ms < 1000 || ms > 7 * 86_400_000))
    throw new CliError(`--approval-timeout ${text}: that is no time from 1s to 7d. Write it like 30m.`);
  return ms;
}

async function perform(prepared: Prepared, args: Arguments, io: Io): Promise<number> {
  const { document, runbook, cluster, inventoryPath, inputs, plan, selection, selected, resume } = prepared;
  const json = args.text("format") === "json";
  const order = selected.filter((planned) => planned.rollbackOf === undefined);
  const reporter = new TextReporter(io.out, {
    title: runbook.frontMatter.title?.value ?? runbook.headings[0]?.text ?? document.name,
    order: new Map(order.map(({ step }) => [step.index, step.name])),
    now: systemClock.monotonic,
    ...(runbook.frontMatter.rtoMs ? { rtoMs: runbook.frontMatter.rtoMs.value } : {}),
    usedMs: timeUsed(resume, Date.now()),
  });
  const show = json ? jsonReporter(io.out) : reporter.onEvent.bind(reporter);
  /** Values that a later command line has to repeat. */
  const bound = new Map<string, string>();
  const onEvent = (event: RunEvent) => {
    const isInput = event.type === "variable-bound" && !event.secret;
    if (isInput && runbook.frontMatter.inputs.some(({ name }) => name === event.name))
      bound.set(event.name, event.value);
    show(event);
  };
  // What a step that only reads asks, and the items of a manual one, need no typed name. Whatever else is asked does.
  const reading = plan.steps.filter((planned) => !mutates(planned));
  const harmless = new Set(
    reading.flatMap(({ confirm, statements }) => [confirm, ...statements.map(({ text }) => text)]),
  );
  const folder = dirname(document.path);
  const commit = await gitCommit(folder);
  const actor = currentActor("cli", version);
  const onSinkFailure = (text: string) => onEvent({ type: "notice", text });
  const askPassword = passwordPrompt(io);
  const trail = await openTrail({ actor, clock: systemClock, onSinkFailure });
  const exchange = args.text("approvals");
  const approvalMs = approvalTime(args);
  const opened = await openRun({
    runbook,
    path: document.path,
    ...(commit === undefined ? {} : { commit }),
    ...(cluster ? { cluster } : {}),
    inputs,
    assumeYes: args.flag("yes"),
    ...(args.flag("drill") ? { mode: "drill" as const } : {}),
    selection,
    ...(resume ? { resume } : {}),
    ...(resume && args.text("in-flight") ? { inFlight: args.text("in-flight") as InFlight } : {}),
    breakLock: args.flag("break-lock"),
    ...(approvalMs === undefined ? {} : { approvalMs }),
    signal: io.signal,
    workingDirectory: folder,
    ports: {
      clock: systemClock,
      connector: createConnector({
        environment: io.env,
        baseFolder: inventoryPath === undefined ? folder : dirname(inventoryPath),
        password: async (of, user) => {
          const goOn = reporter.pause();
          return askPassword(of, user).finally(goOn);
        },
      }),
      processes: processRunner,
      trail,
      operator: terminalOperator(io, {
        pause: () => reporter.pause(),
        typedName: (question) => (cluster?.production && !harmless.has(question) ? cluster.name : undefined),
      }),
      sha256,
      onEvent,
      locks: lockFiles(actor),
      approvals: approvalDesk({ actor, ...(exchange === undefined ? {} : { exchange: resolve(io.cwd, exchange) }) }),
      textHash,
    },
  });
  if (opened.status === "refused") {
    reporter.stop();
    const first = selected[0]?.step.name ?? "";
    const message = `${opened.message} Nothing was run, not even the first step, ${first}.`;
    if (json)
      show({ type: "run-finished", status: "halted", succeeded: 0, total: order.length, message, rollbacks: [] });
    const exitCode = opened.code === "cancelled" ? 130 : 1;
    throw new CliError(message, { exitCode, advice: [`Recorded in ${trail.location}`] });
  }
  const { run } = opened;
  const result = await run.runAll(selection, io.signal);
  if (args.flag("rollback")) await runRollbacks(run, runbook, result, io);
  else if (!json && canAsk(io)) await offerRollbacks(run, runbook, result, io);
  const final = await run.finish();
  if (!json && final.rollbacks.length > 0) {
    io.out.write("\nTo take back what was done, newest first:\n");
    for (const step of final.rollbacks)
      io.out.write(`  ${visible(rollbackCommand(step, document.name, args, bound))}\n`);
  }
  const isThere = final.recordLost === undefined || existsSync(trail.location);
  if (!json && final.status !== "succeeded" && selection.step === undefined && isThere) {
    const words = ["dr-runbooks", "run", args.operands[0] ?? "", "--resume", trail.logId];
    io.out.write(`\nTo go on from where it stopped:\n  ${visible(words.map(shellWord).join(" "))}\n`);
  }
  if (final.status === "cancelled") return 130;
  return final.status === "succeeded" ? 0 : 1;
}
