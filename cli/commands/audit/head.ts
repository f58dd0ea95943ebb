import { basename, dirname } from "node:path";
import { headIds, readHead } from "../../../core/node/trail-heads.ts";
import { command } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { folderOf, folderOption, locate, logNote } from "./shared.ts";

export const main = command(
  {
    name: "audit head",
    summary: "Print the newest checkpoint of a log, to keep in another place.",
    operands: { text: "[LOG]", min: 0, max: 1 },
    options: { all: { type: "boolean", help: "Of every log." }, folder: folderOption },
    examples: ["dr-runbooks audit head --all > heads.txt", "dr-runbooks audit verify --all --anchor heads.txt"],
    notes: [logNote, "Put it into a ticket, a mail or a repository: with it nobody can rewrite the log unnoticed."],
  },
  async (args, io) => {
    const folder = folderOf(args, io);
    const ids = args.flag("all")
      ? await headIds(folder)
      : [basename(dirname(await locate(args.operands[0], io.cwd, folder)))];
    for (const id of ids) {
      const text = await readHead(folder, id);
      if (text === undefined) throw new CliError(`The log ${id} has no checkpoint.`, { exitCode: 1 });
      io.out.write(text);
    }
    return 0;
  },
);
