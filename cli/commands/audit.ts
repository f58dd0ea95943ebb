import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { findLog, listLogs, readLog, verifyLogFile } from "../../core/node/trail-reader.ts";
import { auditFolder } from "../../core/node/trail-writer.ts";
import type { OptionSpec } from "../args.ts";
import { command, group } from "../command.ts";
import { CliError } from "../errors.ts";
import { entryLines, writeLogList, writeVerdict } from "../reporters/audit-text.ts";
import { toJson } from "../reporters/json.ts";
import { paintFor } from "../terminal/colour.ts";

const format: OptionSpec = {
  type: "string",
  choices: ["text", "json"],
  help: "How to write the answer. Default: text.",
};
const logNote =
  "LOG is the id of a log or an unmistakable part of its beginning or end, the path of a log file, or `latest` (the default).";

/** The file of the log that a person named. Throws `CliError` when there is none. */
async function locate(name: string | undefined, cwd: string): Promise<string> {
  const wanted = name ?? "latest";
  const path = resolve(cwd, wanted);
  if (/[/\\]/.test(wanted) || (wanted.endsWith(".jsonl") && existsSync(path))) {
    if (existsSync(path)) return path;
    throw new CliError(`There is no log file ${wanted}.`, { advice: ["List the logs with: dr-runbooks audit list"] });
  }
  const found = await findLog(wanted === "latest" ? "last" : wanted);
  if ("location" in found) return found.location;
  const message = wanted === "latest" ? `No runs are recorded yet in ${auditFolder()}.` : found.message;
  throw new CliError(message, { advice: ["List the logs with: dr-runbooks audit list"] });
}

const list = command(
  {
    name: "audit list",
    summary: "List the recorded runs, the newest first.",
    operands: { text: "", min: 0, max: 0 },
    options: { format },
    examples: ["dr-runbooks audit list", "dr-runbooks audit list --format json"],
  },
  async (args, io) => {
    const logs = await listLogs();
    if (args.text("format") === "json") io.out.write(`${JSON.stringify(toJson({ logs }))}\n`);
    else writeLogList(logs, io.out);
    return 0;
  },
);

const show = command(
  {
    name: "audit show",
    summary: "Show the entries of one log.",
    operands: { text: "[LOG]", min: 0, max: 1 },
    options: { format: { ...format, help: "text, or json: one entry per line, as recorded. Default: text." } },
    examples: ["dr-runbooks audit show", "dr-runbooks audit show latest --format json"],
    notes: [logNote],
  },
  async (args, io) => {
    const location = await locate(args.operands[0], io.cwd);
    const paint = paintFor(io.out);
    try {
      for await (const entry of readLog(location)) {
        if (io.signal.aborted) return 130;
        if (io.out.closed) return 0;
        if (args.text("format") === "json") io.out.write(`${JSON.stringify(entry)}\n`);
        else io.out.write(`${entryLines(entry, io.out.columns, paint).join("\n")}\n`);
      }
    } catch (error) {
      throw new CliError(`The log ${location} can't be read: ${(error as Error).message}.`);
    }
    return 0;
  },
);

const verify = command(
  {
    name: "audit verify",
    summary: "Check that nothing in a log was changed, removed or added.",
    operands: { text: "[LOG]", min: 0, max: 1 },
    options: { format, all: { type: "boolean", help: "Verify every log." } },
    examples: ["dr-runbooks audit verify", "dr-runbooks audit verify --all --format json"],
    notes: [
      logNote,
      "The verdict is VERIFIED, TAMPERED, INCOMPLETE or UNVERIFIABLE. The exit code is 0 only when every verdict is VERIFIED.",
    ],
  },
  async (args, io) => {
    if (args.flag("all") && args.operands.length > 0) throw new CliError("Give either a log or --all.");
    const locations = args.flag("all")
      ? (await listLogs()).map((log) => log.location)
      : [await locate(args.operands[0], io.cwd)];
    let verified = 0;
    for (const location of locations) {
      if (io.signal.aborted) return 130;
      const verdict = await verifyLogFile(location);
      if (verdict.verdict === "VERIFIED") verified++;
      if (args.text("format") === "json") io.out.write(`${JSON.stringify(toJson({ log: location, ...verdict }))}\n`);
      else writeVerdict(location, verdict, io.out);
    }
    if (locations.length === 0) io.err.write("No runs are recorded yet: there is nothing to verify.\n");
    return verified === locations.length ? 0 : 1;
  },
);

export const main = group({
  name: "dr-runbooks audit",
  summary: "List, show and verify the records of runs.",
  commands: [
    { name: "list", summary: "List the recorded runs, the newest first.", load: () => Promise.resolve(list) },
    { name: "show", summary: "Show the entries of one log.", load: () => Promise.resolve(show) },
    {
      name: "verify",
      summary: "Check that nothing in a log was changed, removed or added.",
      load: () => Promise.resolve(verify),
    },
  ],
  notes: [logNote],
});
