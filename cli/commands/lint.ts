import { analyse } from "../../core/language/analyse.ts";
import { diagnose } from "../../core/language/diagnose.ts";
import type { LintContext } from "../../core/lint/rule.ts";
import { type Flavor, parseVersion, type Version } from "../../core/mysql/flavor.ts";
import type { Runbook } from "../../core/runbook/types.ts";
import type { Arguments } from "../args.ts";
import { command } from "../command.ts";
import { CliError } from "../errors.ts";
import { chooseCluster } from "../inventory.ts";
import type { Io } from "../io.ts";
import { type LintTarget, lintCandidates } from "../lint-files.ts";
import { lintJson } from "../reporters/lint-json.ts";
import { type LintedFile, writeLintText } from "../reporters/lint-text.ts";

export const main = command(
  {
    name: "lint",
    summary: "Check runbooks, option files and cluster inventories. Folders are searched for them.",
    operands: { text: "PATH…", min: 1, max: Number.POSITIVE_INFINITY },
    options: {
      format: { type: "string", choices: ["text", "json"], help: "How to write the findings. Default: text." },
      target: {
        type: "string",
        value: "VERSION",
        help: "Server version to check against, such as 8.4. Default: the cluster's.",
      },
      flavor: {
        type: "string",
        choices: ["mysql", "mariadb"],
        help: "Server to check against. Default: the cluster's, else mysql.",
      },
      "max-warnings": { type: "string", value: "N", help: "Exit with 1 when there are more than N warnings." },
    },
    examples: [
      "dr-runbooks lint .",
      "dr-runbooks lint my.cnf --target 8.4 --flavor mysql",
      "dr-runbooks lint runbooks --format json",
    ],
    notes: ["The exit code is 1 when there is a finding of level error."],
  },
  async (args, io) => {
    const maxWarnings = warningLimit(args);
    const target = targetOf(args);
    const files: LintedFile[] = [];
    const unreadable: string[] = [];
    for await (const candidate of lintCandidates(args.operands, io.cwd)) {
      if (io.signal.aborted) return 130;
      if (candidate.status === "unreadable") unreadable.push(candidate.message);
      else files.push(await lintOne(candidate.target, target, io));
    }
    if (args.text("format") === "json") io.out.write(`${JSON.stringify(lintJson(files))}\n`);
    else writeLintText(files, io.out);
    if (unreadable.length > 0) throw new CliError(unreadable.join("\n"));
    const findings = files.flatMap((file) => file.findings);
    const warnings = findings.filter((finding) => finding.severity === "warning").length;
    if (warnings > maxWarnings) io.err.write(`More warnings than --max-warnings ${maxWarnings} allows.\n`);
    return findings.some((finding) => finding.severity === "error") || warnings > maxWarnings ? 1 : 0;
  },
);

function warningLimit(args: Arguments): number {
  const text = args.text("max-warnings");
  if (text === undefined) return Number.POSITIVE_INFINITY;
  if (!/^\d+$/.test(text)) throw new CliError(`--max-warnings ${text}: write a number, such as 0.`);
  return Number(text);
}

function targetOf(args: Arguments): Version | undefined {
  const flavor = args.text("flavor") as Flavor | undefined;
  const text = args.text("target");
  if (text === undefined) {
    if (flavor !== undefined) throw new CliError("--flavor needs --target: which version of it?");
    return undefined;
  }
  const version = parseVersion(text, flavor);
  if (!version) throw new CliError(`--target ${text} is not a server version. Write it like 8.4 or 10.11.`);
  return version;
}

async function lintOne(
  { name, path, text, kind }: LintTarget,
  target: Version | undefined,
  io: Io,
): Promise<LintedFile> {
  const analysis = analyse(kind, text);
  const context: LintContext = {
    ...(target ? { target } : {}),
    ...(analysis.kind === "runbook" ? await clusterOf(analysis.runbook, path, io) : {}),
  };
  return { file: name, text, findings: diagnose(analysis, context) };
}

async function clusterOf(runbook: Runbook, documentPath: string, io: Io): Promise<Pick<LintContext, "cluster">> {
  const frontMatter = runbook.frontMatter.cluster?.value;
  const choice = await chooseCluster({ documentPath, cwd: io.cwd, frontMatter });
  return choice.status === "chosen" ? { cluster: choice.cluster } : {};
}
