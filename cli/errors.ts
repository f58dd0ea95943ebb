/** Ends a command with a message for the person. 2: wrong usage or unreadable input, 1: a step failed or a finding. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly exitCode: 1 | 2 | 130;
  /** What to do next, one line each. */
  readonly advice: readonly string[];

  constructor(message: string, options: { readonly exitCode?: 1 | 2 | 130; readonly advice?: readonly string[] } = {}) {
    super(message);
    this.exitCode = options.exitCode ?? 2;
    this.advice = options.advice ?? [];
  }
}
