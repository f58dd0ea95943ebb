import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";

export interface SuiteBundle {
  readonly name: string;
  readonly path: string;
}

/** The names of the suites of a folder: `NAME.suite.ts`. */
export const suiteNames = (folder: string): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".suite.ts"))
    .map((file) => basename(file, ".suite.ts"))
    .sort();

/**
 * Bundles suites of `folder` with mocha, each into one CommonJS file that exports the `run()` which VS Code calls.
 * `entry` is the module with `runSuite(name, load)`.
 */
export async function bundleSuites(
  folder: string,
  names: readonly string[],
  entry: string,
  out: string,
): Promise<readonly SuiteBundle[]> {
  const bundle = async (name: string): Promise<SuiteBundle> => {
    const path = join(out, `${name}.cjs`);
    // mocha's globals exist only once runSuite() has prepared them, so the suite is loaded late.
    const contents = `
      import { runSuite } from ${JSON.stringify(entry)};
      export const run = () => runSuite(${JSON.stringify(name)}, () => import(${JSON.stringify(join(folder, `${name}.suite.ts`))}));
    `;
    await build({
      stdin: { contents, resolveDir: folder, loader: "ts" },
      outfile: path,
      bundle: true,
      platform: "node",
      target: "node22",
      format: "cjs",
      external: ["vscode"],
      sourcemap: "inline",
      logLevel: "error",
      logOverride: { "empty-import-meta": "silent" },
    });
    return { name, path };
  };
  return Promise.all(names.map(bundle));
}
