import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { currentActor } from "../core/node/actor.ts";
import { systemClock } from "../core/node/clock.ts";
import { openTrail } from "../core/node/trail-writer.ts";
import { CliError } from "./errors.ts";
import type { Io } from "./io.ts";
import { version } from "./version.ts";

/**
 * Prepares a run. When that fails, a log of its own says that somebody tried to run this document and why nothing was
 * run; the error then names the log. A file that does not exist leaves no record.
 */
export async function recordRefusal<T>(name: string, io: Io, prepare: () => Promise<T>): Promise<T> {
  try {
    return await prepare();
  } catch (error) {
    const path = resolve(io.cwd, name);
    if (!(error instanceof CliError) || !existsSync(path)) throw error;
    const note = await record(path, error.message).catch(
      (failure: Error) => `The refusal could not be recorded: ${failure.message}`,
    );
    throw new CliError(error.message, { exitCode: error.exitCode, advice: [...error.advice, note] });
  }
}

async function record(path: string, because: string): Promise<string> {
  const trail = await openTrail({ actor: currentActor("cli", version), clock: systemClock });
  await trail.append({ type: "run.started", run: { id: trail.logId, path, mode: "live" } });
  await trail.append({ type: "run.halted", because });
  await trail.close();
  return `Nothing was run. Recorded in ${trail.location}`;
}
