import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The package that a bundled file belongs to: the innermost folder after `node_modules/`; none for our own files. */
function packageFolder(input: string): string | undefined {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
}

function licenceText(folder: string): string | undefined {
  const name = readdirSync(folder).find((file) => /^(un)?licen[cs]e(\.|-|$)/i.test(file));
  return name === undefined ? undefined : readFileSync(join(folder, name), "utf8").trim();
}

/** The notices that the licences of bundled packages ask for. `inputs` are file names relative to `root`. */
export function thirdPartyNotices(root: string, inputs: Iterable<string>): string {
  const folders = new Set<string>();
  for (const input of inputs) {
    const folder = packageFolder(input);
    if (folder !== undefined) folders.add(folder);
  }
  const sections = new Map<string, string>();
  for (const folder of [...folders].sort()) {
    const manifest = join(root, folder, "package.json");
    if (!existsSync(manifest))
      throw new Error(`${folder} is bundled but has no package.json to take its licence from.`);
    const { name, version, license } = JSON.parse(readFileSync(manifest, "utf8"));
    const text = licenceText(dirname(manifest)) ?? `Licensed under ${license}.`;
    sections.set(`${name} ${version} (${license})`, text);
  }
  const parts = [...sections].map(([title, text]) => `${title}\n\n${text}\n`);
  return ["DR Runbooks contains these packages.\n", ...parts].join(`\n${"-".repeat(80)}\n\n`);
}
