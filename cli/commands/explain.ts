import { explainingServer, resolveName } from "../../core/language/option-file/names.ts";
import { CURRENT_VERSIONS, lookup } from "../../core/mysql/catalogue.ts";
import { explainSetting } from "../../core/mysql/explain-setting.ts";
import type { Flavor, Version } from "../../core/mysql/flavor.ts";
import { settingKey } from "../../core/option-file/parse.ts";
import type { Arguments } from "../args.ts";
import { command } from "../command.ts";
import { CliError } from "../errors.ts";
import { explanationJson, writeExplanation } from "../reporters/explanation.ts";
import { readRulePage } from "../rule-pages.ts";
import { versionOption } from "../version-option.ts";

export const main = command(
  {
    name: "explain",
    summary: "Say what a setting does and what each server version makes of it, or what a finding means.",
    operands: { text: "SETTING|CODE", min: 1, max: 1 },
    options: {
      target: {
        type: "string",
        value: "VERSION",
        help: "Server version to explain it for, such as 8.4. Default: the newest.",
      },
      flavor: { type: "string", choices: ["mysql", "mariadb"], help: "Server to explain it for. Default: mysql." },
      format: { type: "string", choices: ["text", "json"], help: "How to write the answer. Default: text." },
    },
    examples: [
      "dr-runbooks explain sync_binlog",
      "dr-runbooks explain RBK019",
      "dr-runbooks explain relay-log-recovery --target 10.11 --flavor mariadb",
    ],
    notes: ["The exit code is 1 when no known server has the setting, and no finding the code."],
  },
  async (args, io) => {
    const written = args.operands[0] ?? "";
    const about = readRulePage(written.trim());
    if (about) {
      if (args.text("format") === "json") io.out.write(`${JSON.stringify(about)}\n`);
      else io.out.write(`${about.page.trimEnd()}\n`);
      return 0;
    }
    if (/^(?:RBK|CNF|INV)\d+$/i.test(written.trim()))
      throw new CliError(`No rule has the code ${written.trim()}. docs/findings.md lists them all.`, { exitCode: 1 });
    const targets = targetsOf(args);
    const { base } = resolveName(settingKey(written.trim()), targets);
    const server = explainingServer(base, targets);
    const explanation = server && explainSetting(base, server);
    if (!explanation) {
      const found = server && lookup(base, server);
      const meant = found?.kind === "unknown" ? found.suggestions : [];
      throw new CliError(
        `No known server has a setting "${written}".${meant[0] ? ` Did you mean ${meant.join(" or ")}?` : ""}`,
        {
          exitCode: 1,
        },
      );
    }
    if (args.text("format") === "json") io.out.write(`${JSON.stringify(explanationJson(explanation))}\n`);
    else writeExplanation(explanation, targets, io.out);
    return 0;
  },
);

function targetsOf(args: Arguments): readonly Version[] {
  const flavor = args.text("flavor") as Flavor | undefined;
  const target = versionOption(args, "target", flavor);
  return target ? [target] : CURRENT_VERSIONS.filter((version) => flavor === undefined || version.flavor === flavor);
}
