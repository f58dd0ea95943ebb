import { readFileSync } from "node:fs";
import { join } from "node:path";
import { toCells } from "../core/runbook/cells.ts";
import { median, time } from "../tools/benchmark/measure.ts";
import type { Bench, Result } from "../tools/benchmark/result.ts";
import { typeInto } from "../tools/benchmark/typist.ts";
import { root } from "../tools/root.ts";

/** The document of the large case is the small one repeated. */
const TIMES = 40;
const SERVER = join(root, "dist", "server.cjs");
/** What VS Code itself checks Markdown with, on the same texts in the same run. */
const MARKDOWN_SERVER = join(root, "tools", "benchmark", "markdown-server.ts");

const bench: Bench = async () => {
  const seed = readFileSync(join(root, "test", "fixtures", "seed.md"), "utf8");
  const repeated = seed.repeat(TIMES);
  const small = await typeInto(SERVER, seed);
  const large = await typeInto(SERVER, repeated);
  const asked = await typeInto(SERVER, repeated, "asked for");
  const markdown = await typeInto(MARKDOWN_SERVER, seed);
  const markdownLarge = await typeInto(MARKDOWN_SERVER, repeated);
  const other = "vscode-markdown-languageservice";
  const results: Result[] = [
    { name: "language server, ready", value: small.ready, unit: "ms" },
    { name: "first diagnostics, seed", value: small.first, unit: "ms", detail: `${small.findings} findings` },
    {
      name: `first diagnostics, seed × ${TIMES}`,
      value: large.first,
      unit: "ms",
      detail: `${large.findings} findings`,
    },
    { name: "keystroke → diagnostics, seed, p50", value: small.p50, unit: "ms" },
    { name: "keystroke → diagnostics, seed, p95", value: small.p95, unit: "ms", aim: 10 },
    { name: `keystroke → diagnostics, seed × ${TIMES}, p50`, value: large.p50, unit: "ms" },
    { name: `keystroke → diagnostics, seed × ${TIMES}, p95`, value: large.p95, unit: "ms", aim: 10 },
    { name: `keystroke → diagnostics, × ${TIMES} / × 1, p50`, value: large.p50 / small.p50, unit: "×", aim: 1.5 },
    { name: `the same asked for, seed × ${TIMES}, p50`, value: asked.p50, unit: "ms", detail: "mostly: unchanged" },
    { name: `the same asked for, seed × ${TIMES}, p95`, value: asked.p95, unit: "ms", aim: 10 },
    { name: `the same asked for / sent for × 1, p50`, value: asked.p50 / small.p50, unit: "×", aim: 1.5 },
    { name: "language server, resident, seed", value: small.memory, unit: "MiB" },
    { name: `language server, resident, seed × ${TIMES}`, value: large.memory, unit: "MiB" },
    { name: `${other}, ready`, value: markdown.ready, unit: "ms" },
    { name: `${other}, first diagnostics, seed × ${TIMES}`, value: markdownLarge.first, unit: "ms" },
    { name: `${other}, keystroke, seed, p50`, value: markdown.p50, unit: "ms" },
    { name: `${other}, keystroke, seed × ${TIMES}, p50`, value: markdownLarge.p50, unit: "ms" },
    { name: `${other}, keystroke, seed × ${TIMES}, p95`, value: markdownLarge.p95, unit: "ms" },
    { name: `${other}, keystroke, × ${TIMES} / × 1, p50`, value: markdownLarge.p50 / markdown.p50, unit: "×" },
    { name: `${other}, resident, seed × ${TIMES}`, value: markdownLarge.memory, unit: "MiB" },
    {
      name: `keystroke, seed × ${TIMES}, ours / ${other}, p50`,
      value: large.p50 / markdownLarge.p50,
      unit: "×",
      aim: 1,
    },
  ];
  return [...results, ...(await cells(seed))];
};
export default bench;

/** What opening a notebook costs. */
async function cells(seed: string): Promise<readonly Result[]> {
  const results: Result[] = [];
  let before: number | undefined;
  for (const kilobytes of [3.5, 35, 352, 1800]) {
    const length = Math.round(kilobytes * 1000);
    const text = seed.repeat(Math.ceil(length / seed.length)).slice(0, length);
    const runs: number[] = [];
    for (let turn = 0; turn < 3; turn++) runs.push(await time(() => toCells(text)));
    const value = median(runs);
    results.push({ name: `cells of ${kilobytes} KB`, value, unit: "ms", ...(kilobytes === 352 ? { aim: 120 } : {}) });
    if (kilobytes === 1800 && before !== undefined)
      results.push({ name: "cells, 1.8 MB / 352 KB", value: value / before, unit: "×", aim: 6 });
    before = value;
  }
  return results;
}
