import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { alternate } from "../tools/benchmark/measure.ts";
import type { Bench } from "../tools/benchmark/result.ts";
import { root } from "../tools/root.ts";

function run(...args: string[]): void {
  const { status, stderr } = spawnSync(process.execPath, args, {
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with status ${status}. ${stderr}`);
}

const bench: Bench = async () => {
  const launcher = join(root, "dist", "dr-runbooks.cjs");
  const version = await alternate(
    41,
    5,
    () => run(launcher, "--version"),
    () => run("-e", "0"),
  );
  const help = await alternate(
    15,
    3,
    () => run(launcher, "--help"),
    () => run("-e", "0"),
  );
  const detail = ({ ours, baseline }: typeof version) => `${ours.toFixed(1)} ms against ${baseline.toFixed(1)} ms`;
  return [
    { name: "dr-runbooks --version / node -e 0", value: version.ratio, unit: "×", aim: 2, detail: detail(version) },
    { name: "dr-runbooks --help / node -e 0", value: help.ratio, unit: "×", detail: detail(help) },
  ];
};
export default bench;
