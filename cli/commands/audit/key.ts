import { formatVerifierKey } from "../../../core/audit/note.ts";
import { knownKeys, openInstallation, trustedInstallations } from "../../../core/node/keys.ts";
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
    const isOwn = args.text("folder") === undefined;
    let { keys } = await trustedInstallations(folder);
    if (keys.length === 0 && !isOwn) {
      keys = await knownKeys(folder);
      if (keys.length > 0)
        io.err.write(
          `These keys lie in ${folder}, and this machine never wrote with them there: compare before you trust.\n`,
        );
    }
    if (keys.length === 0 && isOwn) {
      // An approver may never have run anything here.
      await openInstallation(folder);
      keys = (await trustedInstallations(folder)).keys;
      io.err.write("There was no key yet: made one.\n");
    }
    if (keys.length === 0) throw new CliError("There is no key in this folder.", { exitCode: 1 });
    for (const key of keys) io.out.write(`${formatVerifierKey(key)}\n`);
    return 0;
  },
);
