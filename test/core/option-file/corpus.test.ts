import assert from "node:assert/strict";
import { test } from "node:test";
import { parseVersion, type Version } from "../../../core/mysql/flavor.ts";
import { type Judgement, judgeFile } from "../../../core/option-file/judge.ts";
import { parseOptionFile } from "../../../core/option-file/parse.ts";
import type { Reaction } from "../../../core/option-file/reaction.ts";
import type { OptionFile } from "../../../core/option-file/types.ts";
import { LineMap } from "../../../core/text/line-map.ts";
import {
  countedLines,
  noCorpus,
  readCorpusFile,
  readRealStart,
  readVerdicts,
} from "../../../tools/corpus/option-files.ts";

const REACTIONS: readonly Reaction[] = ["refuses", "ignores", "adjusts", "warns"];
const LEAST: Readonly<Record<Reaction, number>> = { refuses: 0.99, ignores: 0.97, adjusts: 0.97, warns: 0.97 };

/** The verdicts of these were read while they print hardly any warning, so that a finding of ours without a message is no error. */
function printsWarnings(server: string): boolean {
  return server !== "mysql-5.6.24" && server !== "mysql-5.7.42";
}

interface Disagreement {
  readonly server: string;
  readonly file: string;
  readonly line: number;
  readonly reaction: Reaction;
  readonly what: "missed" | "invented";
  readonly text: string;
  readonly because: string;
}

type Tally = Map<string, number>;

interface Count {
  expected: number;
  found: number;
  both: number;
}

function versionOf(server: string): Version {
  const [flavor = "", series = ""] = server.split("-");
  const version = parseVersion(series, flavor === "mariadb" ? "mariadb" : "mysql");
  assert.ok(version);
  return version;
}

/** Why something found has no message of the server and yet counts neither way; undefined when it counts. */
function excuse(
  { reaction, setting, name }: Judgement,
  server: string,
  realStart: ReadonlySet<string>,
  said: ReadonlySet<string>,
): string | undefined {
  if (!printsWarnings(server) && (reaction === "warns" || server !== "mysql-5.6.24") && reaction !== "refuses")
    return "5.6 and 5.7 print hardly any warning in this mode";
  if (reaction === "warns" && name && realStart.has(name.base)) return "the server warns at a real start only";
  if (setting && said.has(`${setting.key} ${reaction}`))
    return "a message names the option, and another line repeats it";
  return undefined;
}

test("agrees with real servers on the lines of real files", { skip: noCorpus }, (context) => {
  const files = new Map<string, { text: string; file: OptionFile; map: LineMap }>();
  const counts = new Map<string, Count>();
  const disagreements: Disagreement[] = [];
  const excuses: Tally = new Map();
  const realStart = readRealStart();
  const refusedThoughStarted: string[] = [];
  for (const verdict of readVerdicts()) {
    const known = files.get(verdict.file);
    const text = known?.text ?? readCorpusFile(verdict.file);
    const { file, map } = known ?? { file: parseOptionFile(text), map: new LineMap(text) };
    files.set(verdict.file, { text, file, map });
    const { wanted, free } = countedLines(verdict);
    const found = new Map<string, Judgement>();
    for (const judgement of judgeFile(file, versionOf(verdict.server))) {
      const line = map.positionAt(judgement.span.start).line + 1;
      if (!judgement.silent) found.set(`${line} ${judgement.reaction}`, judgement);
      if (verdict.first_exit === 0 && judgement.reaction === "refuses" && !free.has(line))
        refusedThoughStarted.push(`${verdict.server} ${verdict.file}:${line}`);
    }
    const said = new Set(
      [...wanted.keys()].flatMap((key) => {
        const key2 = found.get(key)?.setting?.key;
        return key2 === undefined ? [] : [`${key2} ${key.split(" ")[1]}`];
      }),
    );
    const place = { server: verdict.server, file: verdict.file };
    for (const key of new Set([...wanted.keys(), ...found.keys()])) {
      const [number, reaction] = key.split(" ") as [string, Reaction];
      const line = Number(number);
      const expected = wanted.get(key);
      const judgement = found.get(key);
      if (expected === undefined && free.has(line)) continue;
      if (expected === undefined && judgement) {
        const excused = excuse(judgement, verdict.server, realStart.get(verdict.server) ?? new Set(), said);
        if (excused !== undefined) {
          excuses.set(
            `${verdict.server} ${reaction}: ${excused}`,
            (excuses.get(`${verdict.server} ${reaction}: ${excused}`) ?? 0) + 1,
          );
          continue;
        }
      }
      const id = `${verdict.server} ${reaction}`;
      const count = counts.get(id) ?? { expected: 0, found: 0, both: 0 };
      counts.set(id, count);
      if (expected !== undefined) count.expected++;
      if (judgement) count.found++;
      if (expected !== undefined && judgement) count.both++;
      else {
        const shown = text.split("\n")[line - 1]?.trim() ?? "";
        const what = expected === undefined ? "invented" : "missed";
        disagreements.push({
          ...place,
          line,
          reaction,
          what,
          text: shown,
          because: expected ?? `no message for: ${judgement?.kind}`,
        });
      }
    }
  }

  context.diagnostic("server reaction: expected found precision recall");
  const weak: string[] = [];
  for (const server of new Set([...counts.keys()].map((key) => key.split(" ")[0] as string))) {
    for (const reaction of REACTIONS) {
      const { expected, found, both } = counts.get(`${server} ${reaction}`) ?? { expected: 0, found: 0, both: 0 };
      const precision = found === 0 ? 1 : both / found;
      const recall = expected === 0 ? 1 : both / expected;
      const row = `${server} ${reaction}: ${expected} ${found} ${precision.toFixed(4)} ${recall.toFixed(4)}`;
      context.diagnostic(row);
      if (recall < LEAST[reaction] || precision < LEAST[reaction]) weak.push(row);
    }
  }
  for (const [excused, times] of excuses) context.diagnostic(`left out ${times} × ${excused}`);
  for (const { server, file, line, reaction, what, text, because } of disagreements)
    context.diagnostic(
      `${what} ${server} ${reaction} ${file}:${line} | ${text.slice(0, 60)} | ${because.slice(0, 100)}`,
    );
  assert.deepEqual(weak, []);
  assert.deepEqual(refusedThoughStarted, []);
});
