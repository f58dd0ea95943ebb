import { findPrunable, pruneLogs } from "../../../core/node/trail-prune.ts";
import { command } from "../../command.ts";
import { CliError } from "../../errors.ts";
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
      folder: folderOption,
    },
    examples: ["dr-runbooks audit prune --older-than 400 --dry-run"],
    notes: [
      "A log that does not verify stays: it may be evidence. The checkpoint of each removed log stays under heads and is named in the log that records the removal, so a copy that was exported before still verifies.",
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
    const trail = await openOwnTrail(folder);
    try {
      await pruneLogs(folder, old, trail);
    } finally {
      await trail.close();
    }
    io.out.write(`${old.length} logs removed. Recorded in ${trail.location}\n`);
    return 0;
  },
);
