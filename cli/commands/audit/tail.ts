import { setTimeout as delay } from "node:timers/promises";
import { readEntry } from "../../../core/audit/read-entry.ts";
import { followLines } from "../../../core/node/trail-lines.ts";
import { command } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { entryRow } from "../../reporters/audit-entry.ts";
import { paintFor } from "../../terminal/colour.ts";
import { folderOf, folderOption, format, locate, logNote } from "./shared.ts";

const everyMs = 200;

export const main = command(
  {
    name: "audit tail",
    summary: "Show the last entries of a log and those that follow, until it is closed.",
    operands: { text: "[LOG]", min: 0, max: 1 },
    options: {
      lines: { type: "string", short: "n", value: "N", help: "How many entries to begin with. Default: 10." },
      "no-follow": { type: "boolean", help: "Do not wait for more." },
      format: { ...format, help: "text, or json: one entry per line, as recorded. Default: text." },
      folder: folderOption,
    },
    examples: ["dr-runbooks audit tail", "dr-runbooks audit tail -n 50 --no-follow"],
    notes: [logNote, "Ctrl-C ends it; the run that writes the log goes on."],
  },
  async (args, io) => {
    const count = args.text("lines") ?? "10";
    if (!/^\d+$/.test(count)) throw new CliError("--lines needs a number.");
    const location = await locate(args.operands[0], io.cwd, folderOf(args, io));
    const paint = paintFor(io.out);
    let held: Buffer[] = [];
    const show = (line: Buffer) => {
      const entry = readEntry(line);
      if (args.text("format") === "json") io.out.write(`${line.toString("utf8")}\n`);
      else if (entry) io.out.write(`${entryRow(entry, io.out.columns, paint)}\n`);
      return entry?.["type"] === "log.closed";
    };
    const next = followLines(location);
    for (let begun = false; ; begun = true) {
      const lines = await next();
      if (!begun) held = lines.slice(Math.max(0, lines.length - Number(count)));
      let closed = !begun && lines.at(-1)?.includes('"type":"log.closed"') === true;
      for (const line of begun ? lines : held) closed = show(line) || closed;
      if (closed || args.flag("no-follow") || io.out.closed) return 0;
      await delay(everyMs, undefined, { signal: io.signal }).catch(() => undefined);
      if (io.signal.aborted) return 130;
    }
  },
);
