import type { ChildProcess } from "node:child_process";

const isOver = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;

/** Resolves with a sentence when the process is over. */
export function whenOver(child: ChildProcess, what: string): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(`${what} could not be started: ${error.message}`));
    child.once("exit", (code, signal) =>
      resolve(`${what} ended ${signal === null ? `with status ${code}` : `by ${signal}`}.`),
    );
  });
}

/** Ends a process that we started; kills it when it has not ended after five seconds. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (isOver(child)) return;
  const over = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const killer = setTimeout(() => child.kill("SIGKILL"), 5000);
  await over;
  clearTimeout(killer);
}

/** Things to undo, undone in reverse order, also when one of them fails. */
export class Closers {
  readonly #closers: (() => unknown)[] = [];
  #closing = Promise.resolve();

  add(closer: () => unknown): void {
    this.#closers.push(closer);
  }

  /** May be called again, also before it has ended: what was added in between is undone then. Rejects with the first failure. */
  close(): Promise<void> {
    this.#closing = this.#closing.catch(() => {}).then(() => this.#undo());
    return this.#closing;
  }

  async #undo(): Promise<void> {
    const failures: unknown[] = [];
    for (let closer = this.#closers.pop(); closer !== undefined; closer = this.#closers.pop()) {
      try {
        await closer();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
