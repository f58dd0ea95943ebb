import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { analyse } from "../core/language/analyse.ts";
import { diagnose } from "../core/language/diagnose.ts";
import { lintOptionFile } from "../core/lint/lint-option-file.ts";
import { reactionRules } from "../core/lint/reaction-rules.ts";
import { lookup, optionNames, variableFacts } from "../core/mysql/catalogue.ts";
import { formatVersion, type Version } from "../core/mysql/flavor.ts";
import { runProgram } from "../core/node/instances/run-program.ts";
import { checkArguments } from "../core/node/option-check/check-option-file.ts";
import { parseOptionFile } from "../core/option-file/parse.ts";
import { LineMap } from "../core/text/line-map.ts";
import { toDiagnostic } from "../server/to-lsp.ts";
import { aServer } from "../tools/benchmark/a-server.ts";
import { alternate, median, time } from "../tools/benchmark/measure.ts";
import type { Bench, Result } from "../tools/benchmark/result.ts";
import { CORPUS, noCorpus } from "../tools/corpus/option-files.ts";
import { root } from "../tools/root.ts";

const TARGET: Version = { flavor: "mysql", major: 8, minor: 4, patch: 10 };
const LINES = 2_000;
const TURNS = 25;
/** From one file to the next that a server looks at, so that those looked at come from all over. */
const STRIDE = 13;

const bench: Bench = async (say) => {
  const load = await time(() => [lookup("server_id", TARGET), lookup("server_id", { ...TARGET, flavor: "mariadb" })]);
  const folder = join(root, "core", "mysql", "catalogue", "data");
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  return [
    { name: "catalogue of options, unpacked", value: load, unit: "ms", aim: 10 },
    { name: "catalogue of options, in the bundle", value: bytes / 1024, unit: "KiB", aim: 244 },
    ...(await keystrokes()),
    ...(await wholeCorpus(say)),
  ];
};
export default bench;

/** A file of many lines of which one changes: parsed, checked and made diagnostics of each time, as the language server does. */
async function keystrokes(): Promise<readonly Result[]> {
  const names = optionNames(TARGET);
  const lines = Array.from({ length: LINES }, (_, at) => {
    if (at % 50 === 49) return "max_conections = 5";
    return at % 2 === 0 ? "# what the next line is for" : `${names[at % names.length]} = 64`;
  });
  const text = `[mysqld]\n${lines.join("\n")}\n`;
  const all: number[] = [];
  const own: number[] = [];
  const busy: number[] = [];
  for (let turn = -50; turn < 100; turn++) {
    const edited = `${text}sync_binlog = ${turn}\n`;
    const before = process.threadCpuUsage();
    const whole = await time(() => {
      const lines = new LineMap(edited);
      const findings = diagnose(analyse("option-file", edited), { target: TARGET });
      return findings.map((finding) => toDiagnostic(finding, lines));
    });
    const { user, system } = process.threadCpuUsage(before);
    const reaction = await time(() => {
      const file = parseOptionFile(edited);
      for (const rule of reactionRules) for (const _ of rule.check(file, { target: TARGET }));
    });
    // An editor has been open for a while.
    if (turn < 0) continue;
    all.push(whole);
    busy.push((user + system) / 1000);
    own.push(reaction);
  }
  return [
    {
      name: `keystroke to diagnostics, ${LINES} lines, p95`,
      value: p95(all),
      unit: "ms",
      aim: 5,
      detail: `median ${median(all).toFixed(1)} ms; of processor time p95 ${p95(busy).toFixed(1)} ms; what the server does about it alone ${median(own).toFixed(1)} ms`,
    },
  ];
}

async function wholeCorpus(say: (text: string) => void): Promise<readonly Result[]> {
  if (noCorpus) {
    say(`Option files: skipped, since ${noCorpus}.`);
    return [];
  }
  const paths = readdirSync(join(CORPUS, "files")).map((name) => join(CORPUS, "files", name));
  const texts = paths.map((path) => readFileSync(path, "utf8"));
  const check = () => {
    for (const text of texts) lintOptionFile(parseOptionFile(text), { target: TARGET });
  };
  const runs: number[] = [];
  for (let turn = 0; turn < 7; turn++) runs.push(await time(check));
  const ms = median(runs);
  const detail = `${Math.round(texts.length / (ms / 1000))} files a second, the first time ${(runs[0] ?? 0).toFixed(0)} ms`;
  return [
    { name: `check ${texts.length} real option files`, value: ms, unit: "ms", aim: 1000, detail },
    ...(await againstPrograms({ check, paths }, say)),
  ];
}

interface Corpus {
  /** Checks every file. */
  readonly check: () => void;
  readonly paths: readonly string[];
}

/** Programs that look at one file each time they are started. */
async function againstPrograms({ check, paths }: Corpus, say: (text: string) => void): Promise<readonly Result[]> {
  const folder = mkdtempSync(join(tmpdir(), "dr-bench-"));
  for (const name of ["data", "tmp"]) mkdirSync(join(folder, name));
  const compare = async (program: string, run: (turn: number) => Promise<unknown>): Promise<Result> => {
    let turn = 0;
    const { ours, baseline } = await alternate(TURNS, 3, check, () => run(turn++));
    const each = ours / paths.length;
    const detail = `${each.toFixed(2)} ms a file against ${baseline.toFixed(1)} ms`;
    return { name: `faster than ${program} on a file`, value: baseline / each, unit: "times", aim: 200, detail };
  };
  try {
    const results: Result[] = [];
    const build = await aServer("mysql", "9.7");
    if (typeof build === "string") say(`mysqld --validate-config: not compared. ${build}`);
    else {
      const evenly = (turn: number) => paths[(turn * STRIDE) % paths.length] ?? "";
      const validate = (turn: number) => runProgram(build.binary, checkArguments(build, evenly(turn), folder));
      results.push(await compare("mysqld --validate-config", validate));
    }
    const variables = join(folder, "variables.txt");
    writeFileSync(variables, variablesOf(TARGET));
    const advise = () => runProgram("pt-variable-advisor", ["--source-of-variables", variables]);
    const { status, stderr } = await advise();
    if (status === 0) results.push(await compare("pt-variable-advisor", advise));
    else say(`pt-variable-advisor: not compared, since it is not installed or does not run. ${stderr.trim()}`);
    return results;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What it reads instead of an option file: names and values as a server shows them. */
function variablesOf(server: Version): string {
  const version = ["version", formatVersion(server)];
  const rows = optionNames(server).map((name) => [name, variableFacts(name, server)?.default || "0"]);
  return [["Variable_name", "Value"], version, ...rows].map((row) => `${row.join("\t")}\n`).join("");
}

function p95(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN;
}
