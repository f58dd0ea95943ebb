import type { Journal } from "./journal.ts";
import type { HeldLockFile } from "./ports.ts";
import { cut } from "./record.ts";
import type { Resumption } from "./resumption.ts";
import type { RunOptions } from "./run-types.ts";

/** Marks this run, and the one that it resumes, as under way: a run that is not dead can't be resumed. */
export class RunLocks {
  readonly #options: RunOptions;
  readonly #held: HeldLockFile[] = [];

  constructor(options: RunOptions) {
    this.#options = options;
  }

  /** Undefined when nobody else is at these runs, else why not. */
  async take(): Promise<string | undefined> {
    const { ports, resume, path } = this.#options;
    const { locks, trail } = ports;
    if (locks === undefined) return undefined;
    for (const id of [trail.logId, ...(resume ? [resume.log.id] : [])]) {
      const outcome = await locks.acquire(`run-${id}`, { logId: trail.logId, runbook: path });
      if (outcome.status === "held") this.#held.push(outcome.lock);
      else if (outcome.status === "failed") return outcome.message;
      else {
        const { user, host, pid, client, since } = outcome.holder;
        return `The run ${id} is still under way: ${user}@${host} (${client}, process ${pid}) since ${since}. End it there, or wait for it.`;
      }
    }
    return undefined;
  }

  async release(): Promise<void> {
    await Promise.all(this.#held.splice(0).map((lock) => lock.release()));
  }
}

/** Not a question that `--yes` answers. */
export async function confirmChanged(
  { past }: Resumption,
  changed: readonly string[],
  { ports }: RunOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const question = `The runbook was changed since run ${past.log.id}. Go on with it all the same?`;
  return (await ports.operator.confirm(question, changed.join("\n"), signal)) === true;
}

export function changedMessage(changed: readonly string[]): string {
  return `The runbook was changed where it was run already: ${changed.join("; ")}. Take the changes back, or confirm them in a terminal. Nothing was run.`;
}

/** Rejects with TrailError. */
export async function recordResumption(
  { past }: Resumption,
  changed: readonly string[],
  journal: Journal,
): Promise<void> {
  await journal.write("run.resumed", {
    of: { log: past.log.id, seq: past.log.seq },
    steps: [...past.steps.values()].slice(0, 300).map(({ name, how }) => ({ name: cut(name, 100), how })),
    ...(changed.length === 0 ? {} : { confirmed_changes: changed.slice(0, 100).map((text) => cut(text, 300)) }),
  });
}
