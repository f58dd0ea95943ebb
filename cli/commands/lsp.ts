import { command } from "../command.ts";
import { CliError } from "../errors.ts";

/** Hands this process over to the language server, which ends it when its client asks for it. */
export const main = command(
  {
    name: "lsp",
    summary: "Serve an editor over the Language Server Protocol.",
    operands: { text: "", min: 0, max: 0 },
    options: {
      stdio: { type: "boolean", help: "Speak over standard input and output. Required: there is no other way yet." },
    },
    examples: ["dr-runbooks lsp --stdio"],
  },
  async (args, io) => {
    if (!args.flag("stdio")) throw new CliError("Say how to speak to the editor: dr-runbooks lsp --stdio.");
    const { startServer } = await import("../../server/main.ts");
    const { RunHistory } = await import("../../core/node/run-history.ts");
    const trail = new RunHistory();
    startServer({ history: (question) => trail.of(question) });
    await new Promise<void>((resolve) => {
      io.stdin.once("end", () => resolve());
      io.stdin.once("close", () => resolve());
    });
    return 0;
  },
);
