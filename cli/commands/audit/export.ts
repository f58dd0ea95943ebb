import { resolve } from "node:path";
import { type ExportOutcome, exportLog } from "../../../core/node/trail-export.ts";
import { command } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { folderOf, folderOption, locate, logNote, openOwnTrail } from "./shared.ts";

export const main = command(
  {
    name: "audit export",
    summary: "Copy a log with all that it takes to verify it elsewhere.",
    operands: { text: "[LOG]", min: 0, max: 1 },
    options: {
      to: { type: "string", value: "DIR", help: "Folder to copy to; made where there is none." },
      folder: folderOption,
    },
    examples: [
      "dr-runbooks audit export latest --to evidence",
      "dr-runbooks audit verify --folder evidence --key keys.txt",
    ],
    notes: [
      logNote,
      "That it was exported is recorded in a log of its own. Hand over the installation's key (audit key) on another way, or the copy vouches for itself.",
    ],
  },
  async (args, io) => {
    const to = args.text("to");
    if (to === undefined) throw new CliError("audit export needs --to DIR.");
    const folder = folderOf(args, io);
    const location = await locate(args.operands[0], io.cwd, folder);
    const trail = await openOwnTrail(folder);
    let outcome: ExportOutcome;
    try {
      outcome = await exportLog(location, resolve(io.cwd, to), trail);
    } finally {
      await trail.close();
    }
    if (outcome.status === "refused") throw new CliError(outcome.message);
    io.out.write(`Exported ${outcome.log}, sealed to ${outcome.size} entries, to ${to}\n`);
    io.out.write(
      `Verify with: dr-runbooks audit verify --folder ${to} --key KEY, with the key that audit key prints here.\n`,
    );
    return 0;
  },
);
