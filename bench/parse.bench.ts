import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseRunbook } from "../core/runbook/parse.ts";
import { median, time } from "../tools/benchmark/measure.ts";
import type { Bench, Result } from "../tools/benchmark/result.ts";
import { root } from "../tools/root.ts";

const bench: Bench = async () => {
  const seed = readFileSync(join(root, "test", "fixtures", "seed.md"), "utf8");
  const cold = await time(() => parseRunbook(seed));
  for (let turn = 0; turn < 60; turn++) parseRunbook(seed);
  const results: Result[] = [{ name: "parse the seed document, first time", value: cold, unit: "ms" }];
  let perByte = 0;
  for (const [times, turns] of [
    [1, 60],
    [10, 20],
    [100, 5],
  ] as const) {
    const text = seed.repeat(times);
    const steps = parseRunbook(text).steps.length;
    const runs: number[] = [];
    for (let turn = 0; turn < turns; turn++) runs.push(await time(() => parseRunbook(text)));
    const ms = median(runs);
    const megabytes = Buffer.byteLength(text) / 1e6;
    const detail = `${(megabytes * 1000).toFixed(1)} kB, ${steps} steps, ${(megabytes / (ms / 1000)).toFixed(2)} MB/s`;
    results.push({ name: `parse the seed document × ${times}`, value: ms, unit: "ms", detail });
    if (times === 1) perByte = ms / text.length;
    else
      results.push({ name: `time per byte, × ${times} / × 1`, value: ms / text.length / perByte, unit: "×", aim: 1.5 });
  }
  return results;
};
export default bench;
