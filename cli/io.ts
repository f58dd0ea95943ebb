import { chooseColour } from "./terminal/colour.ts";

/** One stream to the person or the pipe. Writing never throws: a reader that went away is remembered in `closed`. */
export interface Output {
  readonly isTTY: boolean;
  /** Width in terminal cells; unlimited (`Infinity`) when it is not a terminal. */
  readonly columns: number;
  readonly colour: boolean;
  /** The reader is gone (`| head`): what is written is dropped. */
  readonly closed: boolean;
  write(text: string): void;
}

/** What a command may touch of the process it runs in. */
export interface Io {
  readonly out: Output;
  readonly err: Output;
  readonly stdin: NodeJS.ReadStream;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Fires at the first Ctrl-C, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal;
}

class StreamOutput implements Output {
  readonly #stream: NodeJS.WriteStream;
  readonly #env: Io["env"];
  closed = false;

  constructor(stream: NodeJS.WriteStream, env: Io["env"]) {
    this.#stream = stream;
    this.#env = env;
    // EPIPE from a pipe, EIO from a terminal that was closed. A run goes on and its trail is complete; only the screen is lost.
    stream.on("error", () => {
      this.closed = true;
    });
  }

  get isTTY(): boolean {
    return this.#stream.isTTY === true;
  }

  get columns(): number {
    if (!this.isTTY) return Number.POSITIVE_INFINITY;
    return this.#stream.columns > 0 ? this.#stream.columns : 80;
  }

  get colour(): boolean {
    return chooseColour(this.#env, this.isTTY);
  }

  write(text: string): void {
    if (!this.closed) this.#stream.write(text);
  }

  /** Resolves once everything written so far has left the process. */
  async flush(): Promise<void> {
    if (this.closed) return;
    await new Promise<void>((resolve) => {
      this.#stream.once("error", () => resolve());
      this.#stream.write("", () => resolve());
    });
  }
}

export interface ProcessIo {
  readonly io: Io;
  flush(): Promise<void>;
  dispose(): void;
}

/** The `Io` of this process. The first signal cancels what is under way; the second leaves at once. */
export function openProcessIo(): ProcessIo {
  const out = new StreamOutput(process.stdout, process.env);
  const err = new StreamOutput(process.stderr, process.env);
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(130);
    err.write("\nCancelling: waiting for the server to confirm. Press Ctrl-C again to leave at once.\n");
    controller.abort();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of signals) process.on(name, onSignal);
  return {
    io: { out, err, stdin: process.stdin, cwd: process.cwd(), env: process.env, signal: controller.signal },
    flush: async () => {
      await Promise.all([out.flush(), err.flush()]);
    },
    dispose: () => {
      for (const name of signals) process.off(name, onSignal);
    },
  };
}
