import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench } from "../tools/benchmark/result.ts";
import { root } from "../tools/root.ts";
import { runScript } from "../tools/tool.ts";

const bench: Bench = async () => {
  const folder = mkdtempSync(join(tmpdir(), "dr-bench-"));
  try {
    const vsix = join(folder, "x.vsix");
    const { status, output } = await runScript("tools/tasks/package.ts", ["--out", vsix]);
    if (status !== 0) throw new Error(output);
    const bundles = readdirSync(join(root, "dist")).filter((name) => name.endsWith(".cjs"));
    return [
      ...bundles.map((name) => ({
        name: `dist/${name}`,
        value: statSync(join(root, "dist", name)).size / 1024,
        unit: "KiB" as const,
      })),
      { name: "the .vsix", value: statSync(vsix).size / 1024 / 1024, unit: "MiB", aim: 2 },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
export default bench;
