// npm run build [-- --analyze] [--debug]: the bundles, the pages of the rules and THIRD-PARTY-NOTICES.txt, into dist/. `--analyze` prints what is
// largest in each, `--debug` leaves them readable, with source maps.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BuildFailure, type BuildResult, formatMessages, type Metafile } from "esbuild";
import { invalidInventory } from "../../core/lint/lint-inventory.ts";
import { nodeRules } from "../../core/lint/nodes/index.ts";
import { wholePage } from "../../core/lint/page-path.ts";
import { rules } from "../../core/lint/rules/index.ts";
import { type Bundle, buildBundle, bundles } from "../../esbuild.mjs";
import { thirdPartyNotices } from "../notices.ts";
import { root } from "../root.ts";

const analyze = process.argv.includes("--analyze");
const debug = process.argv.includes("--debug");
const dist = join(root, "dist");
const fresh = join(root, "out", `dist-${process.pid}`);

function largest({ outputs }: Metafile): string {
  const sizes = new Map<string, number>();
  for (const [input, { bytesInOutput }] of Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs))) {
    const origin = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? input;
    sizes.set(origin, (sizes.get(origin) ?? 0) + bytesInOutput);
  }
  const top = [...sizes].sort((a, b) => b[1] - a[1]).slice(0, 15);
  return top.map(([origin, bytes]) => `${(bytes / 1024).toFixed(1).padStart(10)} KiB  ${origin}\n`).join("");
}

/** The metafile of a bundle without an error or warning; else those are printed. */
async function build(bundle: Bundle): Promise<Metafile | undefined> {
  const result: BuildFailure | BuildResult<{ metafile: true }> = await buildBundle(bundle, fresh, { debug }).catch(
    (failure: BuildFailure) => failure,
  );
  if (result instanceof Error && !Array.isArray(result.errors)) throw result;
  for (const kind of ["error", "warning"] as const) {
    const messages = kind === "error" ? result.errors : result.warnings;
    process.stderr.write((await formatMessages(messages, { kind, color: process.stderr.isTTY })).join(""));
  }
  return result.errors.length + result.warnings.length === 0 && "metafile" in result ? result.metafile : undefined;
}

mkdirSync(fresh, { recursive: true });
const inputs = new Set<string>();
const failed: string[] = [];
for (const bundle of bundles) {
  const metafile = await build(bundle);
  if (metafile === undefined) {
    failed.push(bundle.name);
    continue;
  }
  for (const input of Object.keys(metafile.inputs)) inputs.add(input);
  const { size } = statSync(join(fresh, `${bundle.name}.cjs`));
  console.log(`dist/${bundle.name}.cjs`.padEnd(22), `${(size / 1024).toFixed(1).padStart(8)} KiB`);
  if (analyze) process.stdout.write(largest(metafile));
}
mkdirSync(join(fresh, "rules"));
for (const { folder, list } of [
  { folder: "rules", list: rules },
  { folder: "nodes", list: nodeRules },
  { folder: "inventory", list: [invalidInventory] },
])
  for (const { id, references } of list) {
    const page = readFileSync(join(root, "core", "lint", folder, `${id}.md`), "utf8");
    writeFileSync(join(fresh, "rules", `${id}.md`), wholePage(page, references));
  }
writeFileSync(join(fresh, "THIRD-PARTY-NOTICES.txt"), thirdPartyNotices(root, inputs));
// In one move, so that nobody finds half of it; and nothing old is left when the new is not sound.
rmSync(dist, { recursive: true, force: true });
if (failed.length === 0) renameSync(fresh, dist);
else {
  rmSync(fresh, { recursive: true, force: true });
  console.error(`Errors or warnings in ${failed.join(", ")}: dist/ is empty.`);
  process.exitCode = 1;
}
