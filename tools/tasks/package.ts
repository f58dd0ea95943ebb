// npm run package [-- --out FILE]: builds, then packs dr-runbooks-<version>.vsix with what "files" of package.json names.
import { readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../root.ts";
import { runScript, runTool } from "../tool.ts";

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const { values } = parseArgs({ options: { out: { type: "string", default: `dr-runbooks-${version}.vsix` } } });
const file = resolve(root, values.out);

const build = await runScript("tools/tasks/build.ts");
process.stdout.write(build.output);
if (build.status !== 0) process.exit(1);
const packed = await runTool("@vscode/vsce", [
  "package",
  // The bundles carry what they need.
  "--no-dependencies",
  "--allow-missing-repository",
  "--no-rewrite-relative-links",
  "--out",
  file,
]);
process.stdout.write(packed.output);
if (packed.status !== 0) process.exit(1);
console.log(`${file}: ${(statSync(file).size / 1024 / 1024).toFixed(2)} MiB`);
