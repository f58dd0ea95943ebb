import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { lintOptionFile } from "../core/lint/lint-option-file.ts";
import { reactionRules } from "../core/lint/reaction-rules.ts";
import { lookup, optionNames } from "../core/mysql/catalogue.ts";
import type { Version } from "../core/mysql/flavor.ts";
import { parseOptionFile } from "../core/option-file/parse.ts";
import { median, time } from "../tools/benchmark/measure.ts";
import type { Bench, Result } from "../tools/benchmark/result.ts";
import { root } from "../tools/root.ts";

const TARGET: Version = { flavor: "mysql", major: 8, minor: 4, patch: 10 };
const CORPUS = process.env["DR_RUNBOOKS_CORPUS"] ?? join(root, "..", "shared", "corpus", "option-files");
const LINES = 2_000;

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

/** A file of many lines of which one changes: parsed and judged anew each time, as the language server does. */
async function keystrokes(): Promise<readonly Result[]> {
  const names = optionNames(TARGET);
  const lines = Array.from({ length: LINES }, (_, at) => {
    if (at % 50 === 49) return "max_conections = 5";
    return at % 2 === 0 ? "# what the next line is for" : `${names[at % names.length]} = 64`;
  });
  const text = `[mysqld]\n${lines.join("\n")}\n`;
  const all: number[] = [];
  const own: number[] = [];
  for (let turn = -50; turn < 100; turn++) {
    const edited = `${text}sync_binlog = ${turn}\n`;
    const whole = await time(() => lintOptionFile(parseOptionFile(edited), { target: TARGET }));
    const reaction = await time(() => {
      const file = parseOptionFile(edited);
      for (const rule of reactionRules) for (const _ of rule.check(file, { target: TARGET }));
    });
    // An editor has been open for a while.
    if (turn < 0) continue;
    all.push(whole);
    own.push(reaction);
  }
  return [
    {
      name: `keystroke to diagnostics, ${LINES} lines, p95`,
      value: p95(all),
      unit: "ms",
      aim: 5,
      detail: `median ${median(all).toFixed(1)} ms; what the server does about it alone ${median(own).toFixed(1)} ms`,
    },
  ];
}

async function wholeCorpus(say: (text: string) => void): Promise<readonly Result[]> {
  const folder = join(CORPUS, "files");
  if (!existsSync(folder)) {
    say("Option files: skipped, since the corpus is not there (DR_RUNBOOKS_CORPUS names its folder).");
    return [];
  }
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
  const runs: number[] = [];
  for (let turn = 0; turn < 5; turn++)
    runs.push(
      await time(() => {
        for (const text of texts) lintOptionFile(parseOptionFile(text), { target: TARGET });
      }),
    );
  const ms = median(runs);
  const detail = `${Math.round(texts.length / (ms / 1000))} files a second`;
  return [{ name: `check ${texts.length} real option files`, value: ms, unit: "ms", aim: 1000, detail }];
}

function p95(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN;
}
