import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import type { Cluster } from "../core/cluster/inventory-types.ts";
import type { Operator } from "../core/run/ports.ts";
import { visible, visibleLines } from "../core/text/visible.ts";
import type { Io } from "./io.ts";
import { paintFor } from "./terminal/colour.ts";

/** Whether somebody sits at a terminal: questions need both its keyboard and its screen. */
export function canAsk(io: Io): boolean {
  return io.stdin.isTTY === true && io.err.isTTY;
}

/** Passes on to the screen what is shown and drops the echo of what is typed while `muted`. */
class Screen extends Writable {
  muted = false;
  readonly #io: Io;

  constructor(io: Io) {
    super();
    this.#io = io;
  }

  override _write(chunk: Buffer | string, _encoding: string, done: () => void): void {
    if (!this.muted) this.#io.err.write(String(chunk));
    done();
  }
}

/** One answer from the terminal; `undefined` when nobody can be asked, at its end (Ctrl-D) or when the run is cancelled. */
export async function askTerminal(
  io: Io,
  question: string,
  options: { readonly secret?: boolean; readonly signal?: AbortSignal } = {},
): Promise<string | undefined> {
  if (!canAsk(io)) return undefined;
  const signal = options.signal ? AbortSignal.any([io.signal, options.signal]) : io.signal;
  if (signal.aborted) return undefined;
  const screen = new Screen(io);
  const terminal = createInterface({ input: io.stdin, output: screen, terminal: true, historySize: 0 });
  // Ctrl-C is a key here, not a signal: hand it on, so that it does what it does everywhere else.
  terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    const closed = new Promise<undefined>((resolve) => terminal.once("close", () => resolve(undefined)));
    const answer = terminal.question(question, { signal }).catch(() => undefined);
    screen.muted = options.secret === true;
    return await Promise.race([answer, closed]);
  } finally {
    screen.muted = false;
    terminal.close();
    if (options.secret) io.err.write("\n");
  }
}

/** Hands on what is pasted, a line or a signed note of several, until the signal fires. Without more input it goes on waiting. */
async function takeAnswers(io: Io, paste: (text: string) => Promise<string>, over: AbortSignal): Promise<void> {
  const signal = AbortSignal.any([io.signal, over]);
  const terminal = createInterface({ input: io.stdin, output: new Screen(io), terminal: true, historySize: 0 });
  terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  terminal.setPrompt("  Paste an approval here, or wait: ");
  const stop = () => terminal.close();
  signal.addEventListener("abort", stop, { once: true });
  let note: string[] = [];
  const take = async (line: string) => {
    const isNote = note.length > 0 || line.startsWith("dr-runbooks/approval");
    if (isNote) note.push(line);
    // Its last line is the signature.
    if (isNote && !line.startsWith("— ") && note.length < 20) return;
    const text = isNote ? note.join("\n") : line.trim();
    note = [];
    // What became of it, the run tells.
    if (text !== "") await paste(text);
    if (!signal.aborted) terminal.prompt();
  };
  terminal.on("line", (line) => void take(line));
  if (signal.aborted) stop();
  else terminal.prompt();
  await new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
  signal.removeEventListener("abort", stop);
  io.err.write("\n");
}

export interface TerminalOperatorOptions {
  /** Leaves the screen to a question; called with it before, and what it returns after the answer. */
  readonly pause: () => () => void;
  /** Name to be typed instead of `y`: that of a production cluster on which something is changed or destroyed. */
  readonly typedName: (question: string) => string | undefined;
}

/** The person at the terminal. Every answer that is not a clear yes is a no. */
export function terminalOperator(io: Io, options: TerminalOperatorOptions): Operator {
  const paint = paintFor(io.err);

  async function confirm(question: string, detail: string, signal: AbortSignal): Promise<boolean | undefined> {
    io.err.write(`\n${paint("yellow", "?")} ${paint("bold", visible(question))}\n`);
    if (detail !== "") for (const line of visibleLines(detail.trimEnd())) io.err.write(`  ${line}\n`);
    const name = options.typedName(question);
    const prompt =
      name === undefined ? "  [y/N] " : `  This is a production cluster. Type its name (${visible(name)}) to go on: `;
    const answer = await askTerminal(io, prompt, { signal });
    if (answer === undefined) return undefined;
    return name === undefined ? /^y(es)?$/i.test(answer.trim()) : answer.trim() === name;
  }

  const ask: Operator["ask"] = async (question, { secret, choices = [] }) => {
    const list = choices.length > 0 ? ` (${choices.map(visible).join(", ")})` : "";
    for (let attempt = 0; attempt < 3; attempt++) {
      const typed = await askTerminal(io, `${paint("yellow", "?")} ${visible(question)}${list} `, { secret });
      // A secret may begin or end with a space.
      const answer = secret ? typed : typed?.trim();
      if (answer === undefined || answer === "") return undefined;
      if (choices.length === 0 || choices.includes(answer)) return answer;
      io.err.write(`  Choose one of ${choices.map(visible).join(", ")}.\n`);
    }
    return undefined;
  };

  async function alone<T>(question: () => Promise<T>): Promise<T | undefined> {
    if (!canAsk(io)) return undefined;
    const resume = options.pause();
    return question().finally(resume);
  }

  return {
    confirm: (question, detail, signal) => alone(() => confirm(question, detail, signal)),
    ask: (question, about) => alone(() => ask(question, about)),
    ...(canAsk(io)
      ? {
          approvals: async (_wanted, paste, signal) => {
            await alone(() => takeAnswers(io, paste, signal));
            return "over";
          },
        }
      : {}),
  };
}

/** Asks once per cluster, although every node of it wants to know; an empty answer means no password. */
export function passwordPrompt(io: Io): (cluster: Cluster, user: string) => Promise<string | undefined> {
  const answers = new Map<string, Promise<string | undefined>>();
  return (cluster, user) => {
    const known = answers.get(cluster.name);
    if (known) return known;
    const question = `? Password of ${visible(user)} on cluster ${visible(cluster.name)}: `;
    const answer = askTerminal(io, question, { secret: true }).then((typed) => typed || undefined);
    answers.set(cluster.name, answer);
    return answer;
  };
}
