import { formatVerifierKey } from "../../../core/audit/note.ts";
import { knownKeys, trustedInstallations } from "../../../core/node/keys.ts";
import { command } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { folderOf, folderOption } from "./shared.ts";

export const main = command(
  {
    name: "audit key",
    summary: "Print the public keys that certify this machine's logs, for whoever verifies them.",
    operands: { text: "", min: 0, max: 0 },
    options: { folder: folderOption },
    examples: ["dr-runbooks audit key > keys.txt", "dr-runbooks audit verify --folder evidence --key keys.txt"],
  },
  async (args, io) => {
    const folder = folderOf(args, io);
    const { keys: own } = await trustedInstallations(folder);
    const foreign = own.length === 0 ? await knownKeys(folder) : [];
    if (foreign.length > 0)
      io.err.write(
        `These keys lie in ${folder}, and this machine never wrote with them there: compare before you trust.\n`,
      );
    const keys = [...own, ...foreign];
    if (keys.length === 0) throw new CliError("There is no key yet: the first run makes it.", { exitCode: 1 });
    for (const key of keys) io.out.write(`${formatVerifierKey(key)}\n`);
    return 0;
  },
);
