import { rename, stat, writeFile } from "node:fs/promises";
import { analyse } from "../../core/language/analyse.ts";
import { upgradeOptionFile } from "../../core/lint/upgrade.ts";
import { atLeast, type Flavor } from "../../core/mysql/flavor.ts";
import { checkOptionFile } from "../../core/node/option-check/check-option-file.ts";
import { visible } from "../../core/text/visible.ts";
import { serverNamed } from "../against.ts";
import { command } from "../command.ts";
import { readDocument } from "../document.ts";
import { CliError } from "../errors.ts";
import { contextOf } from "../lint-context.ts";
import { upgradeJson, writeUpgradeText } from "../reporters/upgrade.ts";
import { versionOption } from "../version-option.ts";

export const main = command(
  {
    name: "upgrade",
    summary: "Show what a newer server changes for an option file, and patch the file.",
    operands: { text: "FILE", min: 1, max: 1 },
    options: {
      from: { type: "string", value: "VERSION", help: "Version that the file is for, such as 5.7." },
      to: { type: "string", value: "VERSION", help: "Version that it will be for, such as 8.4." },
      flavor: { type: "string", choices: ["mysql", "mariadb"], help: "Of both. Default: mysql." },
      write: { type: "boolean", help: "Write the patched file in place. Default: show the changes only." },
      all: { type: "boolean", help: "List every default that changes, not only those that matter for a recovery." },
      against: { type: "string", value: "SERVER", help: "A mysqld or mariadbd that looks at the patched file." },
      format: { type: "string", choices: ["text", "json"], help: "How to write the answer. Default: text." },
    },
    examples: [
      "dr-runbooks upgrade my.cnf --from 5.7 --to 8.4",
      "dr-runbooks upgrade my.cnf --from 8.4 --to 9.7 --write --against /usr/sbin/mysqld",
    ],
    notes: ["The exit code is 1 when the new version would still refuse the patched file."],
  },
  async (args, io) => {
    const flavor = (args.text("flavor") as Flavor | undefined) ?? "mysql";
    const [from, to] = [versionOption(args, "from", flavor), versionOption(args, "to", flavor)];
    if (!from || !to)
      throw new CliError("upgrade needs --from VERSION and --to VERSION.", {
        advice: ["See: dr-runbooks upgrade --help"],
      });
    if (!atLeast(to, from.major, from.minor, from.patch))
      throw new CliError("--to is older than --from: no server goes back. Swap them.");
    const against = args.text("against");
    const build = against === undefined ? undefined : await serverNamed(against);
    const { name, path, text } = await readDocument(args.operands[0] ?? "", io.cwd);
    const analysis = analyse("option-file", text);
    const { included } = await contextOf(path, analysis, {}, io);
    const upgrade = upgradeOptionFile(text, from, to, included);
    const verdict = build && (await checkOptionFile(upgrade.text, build, io.signal));
    const report = { file: name, from, to, upgrade, ...(verdict ? { verdict } : {}), original: text };
    if (args.text("format") === "json") io.out.write(`${JSON.stringify(upgradeJson(report))}\n`);
    else writeUpgradeText(report, args.flag("all"), io.out);
    if (args.flag("write") && upgrade.text !== text) {
      await replaceFile(path, upgrade.text);
      io.err.write(`Wrote ${visible(name)}.\n`);
    }
    return upgrade.left.length > 0 || (verdict && !verdict.accepts) ? 1 : 0;
  },
);

/** All or nothing, with the permissions that the file had. */
async function replaceFile(path: string, text: string): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  const { mode } = await stat(path);
  await writeFile(partial, text, { mode: mode & 0o777, flag: "wx" });
  await rename(partial, path);
}
