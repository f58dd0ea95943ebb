import { readKeptOutputs } from "../../../core/node/trail-blobs.ts";
import { readLog, type TrailEntry, verifyLogFile } from "../../../core/node/trail-reader.ts";
import { visible } from "../../../core/text/visible.ts";
import { command } from "../../command.ts";
import { CliError } from "../../errors.ts";
import type { Io } from "../../io.ts";
import { entryLines, entryRow } from "../../reporters/audit-entry.ts";
import { paintFor } from "../../terminal/colour.ts";
import { folderOf, folderOption, format, locate, logNote } from "./shared.ts";

export const main = command(
  {
    name: "audit show",
    summary: "Show the entries of one log, a line for each.",
    operands: { text: "[LOG]", min: 0, max: 1 },
    options: {
      verbose: { type: "boolean", short: "v", help: "Every field of every entry." },
      entry: { type: "string", value: "N", help: "Every field of this entry alone." },
      output: {
        type: "string",
        value: "N",
        help: "What the step of this entry wrote or returned, where it was too much for the entry itself.",
      },
      format: { ...format, help: "text, or json: one entry per line, as recorded. Default: text." },
      folder: folderOption,
    },
    examples: [
      "dr-runbooks audit show",
      "dr-runbooks audit show latest --entry 7",
      "dr-runbooks audit show latest --output 7",
      "dr-runbooks audit show --format json",
    ],
    notes: [logNote, "Exit code 1 when the log was tampered with: what is shown is then not what was written."],
  },
  async (args, io) => {
    const location = await locate(args.operands[0], io.cwd, folderOf(args, io));
    const paint = paintFor(io.out);
    const output = args.text("output");
    const wanted = output ?? args.text("entry");
    if (wanted !== undefined && !/^\d+$/.test(wanted))
      throw new CliError(`--${output === undefined ? "entry" : "output"} needs the number of an entry.`);
    let found = false;
    try {
      for await (const entry of readLog(location)) {
        if (io.signal.aborted) return 130;
        if (io.out.closed) return 0;
        if (wanted !== undefined && entry["seq"] !== Number(wanted)) continue;
        found = true;
        if (output !== undefined) {
          await writeOutputs(location, entry, io);
          continue;
        }
        const lines =
          args.text("format") === "json"
            ? [JSON.stringify(entry)]
            : wanted !== undefined || args.flag("verbose")
              ? entryLines(entry, io.out.columns, paint)
              : [entryRow(entry, io.out.columns, paint)];
        io.out.write(`${lines.join("\n")}\n`);
      }
    } catch (error) {
      if (error instanceof CliError) throw error;
      throw new CliError(`The log ${location} can't be read: ${(error as Error).message}.`);
    }
    const unsound = await isUnsound(location, io);
    if (wanted !== undefined && !found) throw new CliError(`The log has no entry ${wanted}.`);
    return unsound ? 1 : 0;
  },
);

/** What is shown of a log that was tampered with is not what was written: said below it, where it is read last. */
async function isUnsound(location: string, io: Io): Promise<boolean> {
  const verdict = await verifyLogFile(location);
  if (verdict.verdict !== "TAMPERED" && verdict.verdict !== "UNVERIFIABLE") return false;
  const paint = paintFor(io.err);
  io.err.write(`${paint("red", `This log is ${verdict.verdict}: do not rely on it.`)} ${visible(verdict.message)}\n`);
  return verdict.verdict === "TAMPERED";
}

async function writeOutputs(location: string, entry: TrailEntry, io: Io): Promise<void> {
  const outputs = await readKeptOutputs(location, entry);
  if (typeof outputs === "string") throw new CliError(outputs, { exitCode: 1 });
  if (outputs.length === 0)
    throw new CliError("Nothing was kept beside the log for this entry: it holds all there is itself.", {
      exitCode: 1,
    });
  for (const { node, stream, text } of outputs) io.out.write(`── ${node} ${stream} ──\n${visibleLines(text)}`);
}

/** Line by line, with control characters made visible: an output may hold anything. */
function visibleLines(text: string): string {
  return text
    .replace(/\n?$/, "\n")
    .split("\n")
    .map((line) => visible(line))
    .join("\n");
}
