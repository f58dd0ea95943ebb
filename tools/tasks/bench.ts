// npm run bench [-- NAME…] [--json FILE]: builds, runs bench/*.bench.ts one after the other (or those whose name contains a
// NAME) and prints a table. Ratios compare with a baseline measured in turns in the same run.
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { type Bench, isSpeed, meetsAim, type Result } from "../benchmark/result.ts";
import { root } from "../root.ts";
import { runScript } from "../tool.ts";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: "string" } } });
const say = (text: string) => process.stderr.write(`${text}\n`);

const build = await runScript("tools/tasks/build.ts");
if (build.status !== 0) {
  say(build.output);
  process.exit(1);
}

const results: Result[] = [];
const files = readdirSync(join(root, "bench")).filter((name) => name.endsWith(".bench.ts"));
for (const file of files.sort()) {
  if (positionals.length > 0 && !positionals.some((wanted) => file.includes(wanted))) continue;
  say(`bench/${file}`);
  try {
    const { default: bench }: { default: Bench } = await import(pathToFileURL(join(root, "bench", file)).href);
    results.push(...(await bench(say)));
  } catch (error) {
    process.exitCode = 1;
    say(`bench/${file} failed: ${error instanceof Error ? error.stack : error}`);
  }
}

const width = Math.max(0, ...results.map(({ name }) => name.length));
for (const result of results) {
  const { name, value, unit, aim, detail = "" } = result;
  const aimed =
    aim === undefined ? "" : `${meetsAim(result) ? "meets" : "MISSES"} ${isSpeed(result) ? "≥" : "≤"} ${aim}`;
  console.log(
    `${name.padEnd(width)}  ${value.toFixed(2).padStart(9)} ${unit.padEnd(5)}  ${aimed.padEnd(12)}  ${detail}`.trimEnd(),
  );
}
if (values.json !== undefined) {
  const machine = { node: process.version, platform: process.platform, arch: process.arch };
  writeFileSync(values.json, `${JSON.stringify({ machine, results }, null, 2)}\n`);
}
