import { formatVerifierKey } from "../../../core/audit/note.ts";
import { knownKeys, openInstallation } from "../../../core/node/keys.ts";
import { command } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { folderOf, folderOption } from "./shared.ts";

export const main = command(
  {
    name: "audit key",
    summary:
      "Print the public keys that certify this machine's logs and approvals, for whoever verifies or lists them.",
    operands: { text: "", min: 0, max: 0 },
    options: { folder: folderOption },
    examples: ["dr-runbooks audit key > keys.txt", "dr-runbooks audit verify --folder evidence --key keys.txt"],
  },
  async (args, io) => {
    const folder = folderOf(args, io);
    let keys = await knownKeys(folder);
    if (keys.length === 0 && args.text("folder") === undefined) {
      // An approver may never have run anything here.
      await openInstallation(folder);
      keys = await knownKeys(folder);
      io.err.write("There was no key yet: made one.\n");
    }
    if (keys.length === 0) throw new CliError("There is no key in this folder.", { exitCode: 1 });
    for (const key of keys) io.out.write(`${formatVerifierKey(key)}\n`);
    return 0;
  },
);
