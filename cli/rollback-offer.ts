import type { Run, RunResult } from "../core/run/run-types.ts";
import type { Runbook } from "../core/runbook/types.ts";
import { visible } from "../core/text/visible.ts";
import type { Arguments } from "./args.ts";
import type { Io } from "./io.ts";
import { askTerminal } from "./operator.ts";

/**
 * After a failure: asks for each rollback step, newest first, whether to run it now, while the captured variables are
 * still known. Stops at the first that is not wanted or does not succeed.
 */
export async function offerRollbacks(run: Run, runbook: Runbook, result: RunResult, io: Io): Promise<void> {
  for (const name of result.rollbacks) {
    const step = runbook.steps.find((candidate) => candidate.name === name);
    if (!step || io.signal.aborted) return;
    const question = `\n? Take back what was done: run the rollback step ${visible(name)} now? [y/N] `;
    const answer = await askTerminal(io, question);
    if (answer === undefined || !/^y(es)?$/i.test(answer.trim())) return;
    const outcome = await run.runStep(step, io.signal);
    if (outcome.status !== "succeeded" && outcome.status !== "skipped") return;
  }
}

/** Asked for with `--rollback`: runs them, newest first. What a step asks by itself it asks here too. Stops at the first that does not succeed, and after a cancel. */
export async function runRollbacks(run: Run, runbook: Runbook, result: RunResult, io: Io): Promise<void> {
  if (result.status !== "failed") return;
  for (const name of result.rollbacks) {
    const step = runbook.steps.find((candidate) => candidate.name === name);
    if (!step || io.signal.aborted) return;
    const outcome = await run.runStep(step, io.signal);
    if (outcome.status !== "succeeded" && outcome.status !== "skipped") return;
  }
}

/** The command line that runs one rollback step with the same cluster and inputs; secrets have to be given again. */
export function rollbackCommand(
  step: string,
  file: string,
  args: Arguments,
  inputs: ReadonlyMap<string, string>,
): string {
  const words = ["dr-runbooks", "run", file];
  for (const name of ["cluster", "inventory"]) {
    const value = args.text(name);
    if (value !== undefined) words.push(`--${name}`, value);
  }
  for (const [name, value] of inputs) words.push("--input", `${name}=${value}`);
  return [...words, "--step", step].map(shellWord).join(" ");
}

/** One word of a POSIX shell command line. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
