import { formatVersion } from "../core/mysql/flavor.ts";
import { productOf } from "../core/mysql/manual.ts";
import type { ServerBuild } from "../core/node/instances/server-build.ts";
import { checkOptionFile } from "../core/node/option-check/check-option-file.ts";
import { LineMap } from "../core/text/line-map.ts";
import { aServer } from "../tools/benchmark/a-server.ts";
import type { Bench, Result } from "../tools/benchmark/result.ts";
import { countedLines, noCorpus, readCorpusFile, readVerdicts, type Verdict } from "../tools/corpus/option-files.ts";

const JUDGES = [
  { flavor: "mysql", series: "9.7", stored: "mysql-9.7.4" },
  { flavor: "mariadb", series: "10.11", stored: "mariadb-10.11.19" },
] as const;
const AT_ONCE = 2;

interface Tally {
  agree: number;
  /** Stored and not said now. */
  missing: number;
  /** Said now and not stored. */
  extra: number;
}

/** Real servers look at all real option files, and must say again what is stored of the same series: line by line. */
const bench: Bench = async (say) => {
  if (noCorpus) {
    say(`Servers on option files: skipped, since ${noCorpus}.`);
    return [];
  }
  const results: Result[] = [];
  for (const { flavor, series, stored } of JUDGES) {
    const build = await aServer(flavor, series);
    if (typeof build === "string") say(`${productOf(flavor)} ${series} on option files: skipped. ${build}`);
    else results.push(...(await compare(build, stored, say)));
  }
  return results;
};
export default bench;

async function compare(build: ServerBuild, stored: string, say: (text: string) => void): Promise<readonly Result[]> {
  const name = `${productOf(build.flavor)} ${formatVersion(build.version)}`;
  const verdicts = readVerdicts().filter(({ server }) => server === stored);
  const tally: Tally = { agree: 0, missing: 0, extra: 0 };
  const queue = verdicts.values();
  const started = performance.now();
  const work = async (): Promise<void> => {
    for (const verdict of queue) for (const line of await compareFile(verdict, build, tally)) say(`${name}: ${line}`);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const { agree, missing, extra } = tally;
  const detail = `${agree} agree, ${missing} missing, ${extra} extra, in ${verdicts.length} files as stored of ${stored}`;
  return [
    {
      name: `${name} against its stored verdicts, differing lines`,
      value: missing + extra,
      unit: "lines",
      aim: 0,
      detail,
    },
    { name: `${name} on all option files`, value: (performance.now() - started) / 1000, unit: "s" },
  ];
}

/** What differs, a sentence each. */
async function compareFile(verdict: Verdict, build: ServerBuild, tally: Tally): Promise<readonly string[]> {
  const text = readCorpusFile(verdict.file);
  const { messages, gaveUp } = await checkOptionFile(text, build);
  const map = new LineMap(text);
  const told = new Map(
    messages.map((one) => [`${map.positionAt(one.line.span.start).line + 1} ${one.reaction}`, one.text]),
  );
  const { wanted, free } = countedLines(verdict);
  const differing: string[] = [];
  const differs = (what: "missing" | "extra", key: string, because: string): void => {
    tally[what]++;
    const [line = "", reaction] = key.split(" ");
    const written = text.split("\n")[Number(line) - 1]?.trim() ?? "";
    differing.push(`${what} ${reaction} ${verdict.file}:${line} | ${written.slice(0, 60)} | ${because}`);
  };
  for (const [key, message] of wanted) {
    if (told.has(key)) tally.agree++;
    else differs("missing", key, message);
  }
  for (const [key, message] of told)
    if (!wanted.has(key) && !free.has(Number.parseInt(key, 10))) differs("extra", key, message);
  if (gaveUp !== undefined && verdict.exit === 0) differing.push(`gave up on ${verdict.file} | ${gaveUp}`);
  return differing;
}
