import { join } from "node:path";
import { build } from "esbuild";
import { root } from "../cli/spawn-cli.ts";

/** A program of this repository as one file, which starts in half of the time and reads no sources later on. */
export async function bundle(entry: string, outfile: string): Promise<string> {
  await build({
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    logLevel: "error",
  });
  return outfile;
}
