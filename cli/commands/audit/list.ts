import { listLogs } from "../../../core/node/trail-reader.ts";
import { command } from "../../command.ts";
import { writeLogList } from "../../reporters/audit-text.ts";
import { toJson } from "../../reporters/json.ts";
import { folderOf, folderOption, format } from "./shared.ts";

export const main = command(
  {
    name: "audit list",
    summary: "List the recorded runs, the newest first.",
    operands: { text: "", min: 0, max: 0 },
    options: { format, folder: folderOption },
    examples: ["dr-runbooks audit list", "dr-runbooks audit list --format json"],
  },
  async (args, io) => {
    const logs = await listLogs(folderOf(args, io));
    if (args.text("format") === "json") io.out.write(`${JSON.stringify(toJson({ logs }))}\n`);
    else writeLogList(logs, io.out);
    return 0;
  },
);
