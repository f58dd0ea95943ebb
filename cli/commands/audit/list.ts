import { trustedInstallations } from "../../../core/node/keys.ts";
import { crossReferences } from "../../../core/node/trail-anchors.ts";
import { listLogs, verifyLogFile } from "../../../core/node/trail-reader.ts";
import { command } from "../../command.ts";
import { type ListedLog, writeLogList } from "../../reporters/audit-text.ts";
import { toJson } from "../../reporters/json.ts";
import { folderOf, folderOption, format } from "./shared.ts";

export const main = command(
  {
    name: "audit list",
    summary: "List the recorded runs, the newest first.",
    operands: { text: "", min: 0, max: 0 },
    options: { format, folder: folderOption },
    examples: ["dr-runbooks audit list", "dr-runbooks audit list --format json"],
    notes: ["Exit code 1 when a log was tampered with."],
  },
  async (args, io) => {
    const folder = folderOf(args, io);
    const trust = { references: await crossReferences(folder), keys: (await trustedInstallations(folder)).keys };
    const logs: ListedLog[] = [];
    for (const log of await listLogs(folder)) {
      const { verdict } = await verifyLogFile(log.location, trust);
      logs.push({ ...log, verdict });
    }
    if (args.text("format") === "json") io.out.write(`${JSON.stringify(toJson({ logs }))}\n`);
    else writeLogList(logs, io.out);
    const tampered = logs.filter(({ verdict }) => verdict === "TAMPERED");
    if (tampered.length === 0) return 0;
    io.err.write(
      `${tampered.length === 1 ? "One log was" : `${tampered.length} logs were`} tampered with: do not rely on what is listed. See: dr-runbooks audit verify --all\n`,
    );
    return 1;
  },
);
