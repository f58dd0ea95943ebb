// npm run build [-- --analyze]: the bundles and THIRD-PARTY-NOTICES.txt, into dist/.
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatMessages, type Metafile } from "esbuild";
import { buildBundle, bundles, hasEntry } from "../../esbuild.mjs";
import { thirdPartyNotices } from "../notices.ts";
import { root } from "../root.ts";

const analyze = process.argv.includes("--analyze");
const dist = join(root, "dist");

function largest(metafile: Metafile): string {
  const sizes = new Map<string, number>();
  for (const output of Object.values(metafile.outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const origin = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? input;
      sizes.set(origin, (sizes.get(origin) ?? 0) + bytesInOutput);
    }
  }
  const top = [...sizes].sort((a, b) => b[1] - a[1]).slice(0, 15);
  return top.map(([origin, bytes]) => `${(bytes / 1024).toFixed(1).padStart(10)} KiB  ${origin}\n`).join("");
}

mkdirSync(dist, { recursive: true });
const inputs = new Set<string>();
let troubles = 0;
for (const bundle of bundles) {
  if (!hasEntry(bundle)) {
    process.stderr.write(`left out ${bundle.name}: ${bundle.entry} does not exist\n`);
    continue;
  }
  const { errors, warnings, metafile } = await buildBundle(bundle, dist).catch((failure) => {
    if (Array.isArray(failure.errors))
      return { errors: failure.errors, warnings: failure.warnings, metafile: undefined };
    throw failure;
  });
  troubles += errors.length + warnings.length;
  for (const [kind, messages] of [
    ["error", errors],
    ["warning", warnings],
  ] as const) {
    process.stderr.write((await formatMessages(messages, { kind, color: process.stderr.isTTY })).join(""));
  }
  if (metafile === undefined) continue;
  for (const input of Object.keys(metafile.inputs)) inputs.add(input);
  const file = join("dist", `${bundle.name}.cjs`);
  console.log(`${file.padEnd(22)} ${(statSync(join(root, file)).size / 1024).toFixed(1).padStart(8)} KiB`);
  if (analyze) process.stdout.write(largest(metafile));
}
writeFileSync(join(dist, "THIRD-PARTY-NOTICES.txt"), thirdPartyNotices(root, inputs));
if (troubles > 0) {
  console.error(`The build has ${troubles} errors or warnings; it counts as failed.`);
  process.exitCode = 1;
}
