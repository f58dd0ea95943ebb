import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { analyse } from "../../core/language/analyse.ts";
import { diagnose } from "../../core/language/diagnose.ts";
import type { LintConfig } from "../../core/lint/config.ts";
import type { Finding } from "../../core/lint/rule.ts";
import type { Flavor } from "../../core/mysql/flavor.ts";
import type { ServerBuild } from "../../core/node/instances/server-build.ts";
import { RunHistory } from "../../core/node/run-history.ts";
import { visible } from "../../core/text/visible.ts";
import { askServer, serverNamed } from "../against.ts";
import type { Arguments } from "../args.ts";
import { command } from "../command.ts";
import { CliError } from "../errors.ts";
import { fixFile } from "../fix-file.ts";
import type { Io } from "../io.ts";
import { compareLikelyNodes, type NamedFile, nodesOffers } from "../likely-nodes.ts";
import { type FoundConfig, findLintConfig } from "../lint-config.ts";
import { contextOf, type LintWishes } from "../lint-context.ts";
import { type LintTarget, lintCandidates } from "../lint-files.ts";
import { lintGithub } from "../reporters/lint-github.ts";
import { lintJson } from "../reporters/lint-json.ts";
import { type LintedFile, writeLintText } from "../reporters/lint-text.ts";
import { sarif } from "../reporters/sarif.ts";
import { versionOption } from "../version-option.ts";

export const main = command(
  {
    name: "lint",
    summary: "Check runbooks, option files and cluster inventories. Folders are searched for them.",
    operands: { text: "PATH…", min: 0, max: Number.POSITIVE_INFINITY },
    options: {
      format: {
        type: "string",
        choices: ["text", "json", "sarif", "github"],
        help: "How to write the findings. Default: text.",
      },
      target: {
        type: "string",
        value: "VERSION",
        help: "Server version to check against, such as 8.4. Default: the cluster's.",
      },
      flavor: {
        type: "string",
        choices: ["mysql", "mariadb"],
        help: "Server to check against. Default: the cluster's, else any.",
      },
      cluster: {
        type: "string",
        value: "NAME",
        help: "Cluster of clusters.yaml to check against. Default: the one that the document names or belongs to.",
      },
      against: {
        type: "string",
        value: "SERVER",
        help: "A mysqld or mariadbd that looks at each option file too; its word is put beside the findings.",
      },
      nodes: {
        type: "string",
        value: "FOLDER",
        help: "Compare the option files in it that look like nodes of one cluster, where no clusters.yaml says which are.",
      },
      "write-inventory": {
        type: "boolean",
        help: "With --nodes: write a clusters.yaml for them into the folder. One that is there is left alone.",
      },
      trail: {
        type: "string",
        value: "DIR",
        help: "Audit folder that tells when a runbook was last drilled. Default: this machine's own, where there is one.",
      },
      fix: { type: "boolean", help: "Apply the safe fixes, and say which. What is left is reported." },
      config: {
        type: "string",
        value: "FILE",
        help: "Which rules at which severity, and what to ignore. Default: the nearest .dr-runbooks.yaml.",
      },
      ignore: {
        type: "string",
        multiple: true,
        value: "PATTERN",
        help: "Leave these paths alone, as in .gitignore. May be given more than once.",
      },
      "max-warnings": { type: "string", value: "N", help: "Exit with 1 when there are more than N warnings." },
    },
    examples: [
      "dr-runbooks lint .",
      "dr-runbooks lint my.cnf --target 8.4 --flavor mysql",
      "dr-runbooks lint my.cnf --against /usr/sbin/mysqld",
      "dr-runbooks lint . --format sarif > findings.sarif",
      "dr-runbooks lint . --fix --max-warnings 0",
      "dr-runbooks lint --nodes . --write-inventory",
    ],
    notes: [
      "A .dr-runbooks.yaml has `rules:` (CODE: error, warning, information or off), `ignore:` (patterns), `target:` and `flavor:`.",
      "In a runbook, `<!-- dr-runbooks-disable-next-step CODE: reason -->` silences a rule for the step that follows.",
      "The exit code is 1 when there is a finding of level error, or the server of --against could not look at all of a file.",
      "--against starts no server: it lets one check a copy, line by line, with --validate-config or --verbose --help.",
    ],
  },
  async (args, io) => {
    const maxWarnings = warningLimit(args);
    const paths = pathsOf(args);
    const config = await findLintConfig(io.cwd, args.text("config"), args.list("ignore"));
    const wishes = await wishesOf(args, config, io);
    const optionFiles: NamedFile[] = [];
    const files: LintedFile[] = [];
    const unreadable: string[] = [];
    for await (const candidate of lintCandidates(paths, io.cwd, config.isIgnored)) {
      if (io.signal.aborted) return 130;
      if (candidate.status === "unreadable") unreadable.push(candidate.message);
      else if (candidate.status === "ignored") io.err.write(`${visible(candidate.name)} is ignored.\n`);
      else {
        const { kind, path, text } = candidate.target;
        if (kind === "option-file") optionFiles.push({ path, text });
        files.push(await lintOne(candidate.target, wishes, io));
      }
    }
    const isOffered = args.text("cluster") === undefined && !args.text("nodes");
    const offers = isOffered ? await nodesOffers(optionFiles, io.cwd) : [];
    if (args.text("format") === "json") io.out.write(`${JSON.stringify(lintJson(files, offers))}\n`);
    else if (args.text("format") === "github") io.out.write(lintGithub(files));
    else if (args.text("format") === "sarif") io.out.write(`${JSON.stringify(sarif(files))}\n`);
    // Where nothing could be read, nothing was found to be well.
    else if (files.length > 0 || unreadable.length === 0) {
      writeLintText(files, io.out);
      for (const { message } of offers.slice(0, MOST_OFFERS)) io.err.write(`${visible(message)}\n`);
      if (offers.length > MOST_OFFERS) io.err.write(`So do ${offers.length - MOST_OFFERS} other groups of files.\n`);
    }
    const unasked = files.flatMap(({ file, gaveUp }) => (gaveUp === undefined ? [] : [`${file}: ${gaveUp}`]));
    for (const line of unasked) io.err.write(`${visible(line)}\n`);
    if (unreadable.length > 0) throw new CliError(unreadable.join("\n"));
    const findings = files.flatMap((file) => file.findings);
    const warnings = findings.filter((finding) => finding.severity === "warning").length;
    if (warnings > maxWarnings) io.err.write(`More warnings than --max-warnings ${maxWarnings} allows.\n`);
    const isClean = unasked.length === 0 && warnings <= maxWarnings;
    return isClean && findings.every((finding) => finding.severity !== "error") ? 0 : 1;
  },
);

/** In text; JSON has them all. */
const MOST_OFFERS = 5;

function pathsOf(args: Arguments): readonly string[] {
  const nodes = args.text("nodes");
  if (args.flag("write-inventory") && !nodes)
    throw new CliError("--write-inventory needs --nodes FOLDER: where the files of the nodes lie.");
  if (nodes && args.text("cluster") !== undefined)
    throw new CliError("--nodes is for where no clusters.yaml is: leave out --nodes or --cluster.");
  if (args.operands.length === 0 && !nodes)
    throw new CliError("dr-runbooks lint needs PATH… or --nodes FOLDER.", { advice: ["See: dr-runbooks lint --help"] });
  return nodes ? [...args.operands, nodes] : args.operands;
}

function warningLimit(args: Arguments): number {
  const text = args.text("max-warnings");
  if (text === undefined) return Number.POSITIVE_INFINITY;
  if (!/^\d+$/.test(text)) throw new CliError(`--max-warnings ${text}: write a number, such as 0.`);
  return Number(text);
}

interface Wishes extends LintWishes {
  readonly config: FoundConfig;
  /** Where to say what was fixed; undefined where nothing is to be fixed. */
  readonly fixes?: "out" | "err";
  readonly against?: ServerBuild;
}

/** A server to ask is the target unless another is named. */
async function wishesOf(args: Arguments, config: FoundConfig, io: Io): Promise<Wishes> {
  const path = args.text("against");
  const against = path === undefined ? undefined : await serverNamed(path);
  const cluster = args.text("cluster");
  const flavor = (args.text("flavor") as Flavor | undefined) ?? against?.flavor;
  const target = versionOption(args, "target", flavor) ?? against?.version;
  const nodes = args.text("nodes");
  const nodeWishes = { flavor, target, write: args.flag("write-inventory"), isIgnored: config.isIgnored };
  const likely = nodes ? await compareLikelyNodes(nodes, nodeWishes, io) : undefined;
  const trail = args.text("trail");
  if (trail !== undefined && !existsSync(resolve(io.cwd, trail))) throw new CliError(`There is no folder ${trail}.`);
  return {
    config,
    trail: new RunHistory(() => (trail === undefined ? undefined : resolve(io.cwd, trail))),
    ...(likely ? { likely } : {}),
    ...(args.flag("fix") ? { fixes: (args.text("format") ?? "text") === "text" ? "out" : "err" } : {}),
    ...(target ? { target } : {}),
    ...(flavor ? { flavor } : {}),
    ...(cluster ? { cluster } : {}),
    ...(against ? { against } : {}),
  };
}

async function lintOne(target: LintTarget, wishes: Wishes, io: Io): Promise<LintedFile> {
  const { name, path, kind } = target;
  const check = async (text: string): Promise<readonly Finding[]> => {
    const analysis = analyse(kind, text);
    const { config } = wishes.config;
    const context = await contextOf(path, analysis, wishes, io);
    // The configuration speaks where nothing nearer does: neither the command line nor the document's cluster.
    const known = context.target !== undefined || context.flavor !== undefined || context.cluster !== undefined;
    const fallback: Partial<LintConfig> = known ? {} : config;
    return diagnose(analysis, {
      ...(fallback.target ? { target: fallback.target } : {}),
      ...(fallback.flavor ? { flavor: fallback.flavor } : {}),
      ...context,
      rules: config.rules,
    });
  };
  let { text } = target;
  if (wishes.fixes !== undefined) {
    const fixed = await fixFile(target, check);
    text = fixed.text;
    for (const line of fixed.lines) io[wishes.fixes].write(`${line}\n`);
  }
  const findings = await check(text);
  if (!wishes.against || kind !== "option-file") return { file: name, text, findings };
  const asked = await askServer(text, findings, wishes.against, io.signal);
  const { gaveUp, server: askedServer } = asked;
  return { file: name, text, findings: asked.findings, askedServer, ...(gaveUp === undefined ? {} : { gaveUp }) };
}
