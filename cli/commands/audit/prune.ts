import { findPrunable, pruneLogs } from "../../../core/node/trail-prune.ts";
import { command } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { askTerminal } from "../../operator.ts";
import { folderOf, folderOption, openOwnTrail } from "./shared.ts";

const dayMs = 86_400_000;

export const main = command(
  {
    name: "audit prune",
    summary: "Remove old logs that verify, and record that.",
    operands: { text: "", min: 0, max: 0 },
    options: {
      "older-than": { type: "string", value: "DAYS", help: "Age from which a log may go." },
      "dry-run": { type: "boolean", help: "Only say which ones." },
      yes: { type: "boolean", short: "y", help: "Do not ask." },
      folder: folderOption,
    },
    examples: ["dr-runbooks audit prune --older-than 400 --dry-run", "dr-runbooks audit prune --older-than 400 --yes"],
    notes: [
      "A log that does not verify stays: it may be evidence. So does each log that records a removal. The checkpoint of a removed log stays under heads and is named in that record, so a copy that was exported before still verifies.",
      "Checkpoints that were kept elsewhere know nothing of the removal: take new ones (audit head --all) afterwards.",
    ],
  },
  async (args, io) => {
    const days = args.text("older-than");
    if (days === undefined || !/^\d+$/.test(days)) throw new CliError("audit prune needs --older-than DAYS.");
    const folder = folderOf(args, io);
    const found = await findPrunable(folder, Date.now() - Number(days) * dayMs);
    const old = found.filter(({ status }) => status === "old").map(({ logId }) => logId);
    for (const { logId, status, because } of found)
      io.out.write(status === "old" ? `${logId}  old\n` : `${logId}  stays: ${because}\n`);
    if (args.flag("dry-run") || old.length === 0) {
      io.out.write(`${old.length} logs would be removed.\n`);
      return 0;
    }
    if (!args.flag("yes")) {
      const answer = await askTerminal(io, `Remove these ${old.length} logs for good? [y/N] `);
      if (answer === undefined)
        throw new CliError(`${old.length} logs would be removed, and nobody can be asked. Nothing was.`, {
          advice: ["Look at them with --dry-run, then say --yes."],
        });
      if (!/^y(?:es)?$/i.test(answer.trim())) {
        io.out.write("Nothing was removed.\n");
        return 1;
      }
    }
    const trail = await openOwnTrail(folder);
    try {
      await pruneLogs(folder, old, trail);
    } finally {
      await trail.close();
    }
    io.out.write(`${old.length} logs removed. Recorded in ${trail.location}\n`);
    io.out.write("Where checkpoints are kept elsewhere, add the new ones: dr-runbooks audit head --all\n");
    return 0;
  },
);
