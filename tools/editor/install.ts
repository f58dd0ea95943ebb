import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, ensureNode, npm } from "../node-version.mjs";
import { ensureChromium } from "./chromium.ts";

const CODE_SERVER_VERSION = "4.139.1";
/** Counts the ways of installing that version; raise it when what follows here changes. */
const RECIPE = 1;

/** Parts of the editor that no test here reaches. Left out, they save half of the download. */
const UNNEEDED_DEPENDENCIES = ["@devcontainers/cli", "@github/copilot-sdk", "@microsoft/mxc-sdk", "kerberos", "ssh2"];
const UNNEEDED_EXTENSIONS = ["copilot", "mermaid-markdown-features", "microsoft-authentication"];

/** What the web driver starts: absolute paths. */
export interface WebEditor {
  /** Node 24, which the editor's server runs on. */
  readonly node: string;
  /** Folder of the VS Code server build. */
  readonly folder: string;
  readonly chromium: string;
}

/**
 * Installs the editor's server (npm `code-server`) into the cache folder and Debian's Chromium, each once, and returns
 * where they are. `say` is told what is about to be installed. Throws an Error that says what to do when it cannot.
 */
export function ensureWebEditor(say: (text: string) => void): WebEditor {
  const node = ensureNode([24, 0], say);
  const folder = ensureCodeServer(node, say);
  return { node, folder, chromium: ensureChromium(say) };
}

function ensureCodeServer(node: string, say: (text: string) => void): string {
  const home = join(cacheFolder(), "code-server", `${CODE_SERVER_VERSION}-${RECIPE}`);
  const insideHome = join("node_modules", "code-server", "lib", "vscode");
  if (existsSync(home)) return join(home, insideHome);
  say(`Fetching the editor for the tests (npm code-server ${CODE_SERVER_VERSION}) into ${home}`);
  const partial = `${home}.${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  try {
    mkdirSync(partial, { recursive: true });
    writeFileSync(join(partial, "package.json"), "{}");
    install([`code-server@${CODE_SERVER_VERSION}`], partial, node);
    installServerParts(join(partial, insideHome), node);
    renameSync(partial, home);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return join(home, insideHome);
}

function installServerParts(folder: string, node: string): void {
  const manifestPath = join(folder, "package.json");
  const manifest = JSON.parse(readFileSync(manifestPath, "utf8"));
  for (const name of UNNEEDED_DEPENDENCIES) delete manifest.dependencies[name];
  writeFileSync(manifestPath, JSON.stringify(manifest, null, 2));
  for (const name of UNNEEDED_EXTENSIONS) rmSync(join(folder, "extensions", name), { recursive: true, force: true });
  install([], folder, node);
  copyFileSync(
    join(import.meta.dirname, "plain-logger.cjs"),
    join(folder, "node_modules", "@vscode", "spdlog", "index.js"),
  );
}

/** Without install scripts nothing is compiled: a machine without compiler, Python and headers will do. */
function install(packages: string[], folder: string, node: string): void {
  const quiet = ["--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund"];
  npm(["install", ...quiet, ...packages], folder, node);
}
