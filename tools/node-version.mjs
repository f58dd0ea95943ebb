// Runs on any Node from 18 on: tools/run.mjs needs it before there is a Node that reads TypeScript.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";

const NODE_PACKAGE_VERSION = "24.21.0";

/** Where downloads are kept between runs and checkouts. @returns {string} */
export function cacheFolder() {
  if (process.env.DR_RUNBOOKS_CACHE) return process.env.DR_RUNBOOKS_CACHE;
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "dr-runbooks");
  if (process.platform === "win32") return join(process.env.LOCALAPPDATA ?? homedir(), "dr-runbooks", "Cache");
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "dr-runbooks");
}

/**
 * Runs npm under the given Node. Throws an Error with npm's own message when npm fails.
 * @param {string[]} args @param {string} cwd @param {string} [node]
 */
export function npm(args, cwd, node = process.execPath) {
  const windows = process.platform === "win32";
  const result = spawnSync(windows ? "npm.cmd" : "npm", args, {
    cwd,
    shell: windows,
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
    env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` },
  });
  if (result.status === 0) return;
  const reason = result.stderr || String(result.error ?? `npm ended with status ${result.status}`);
  throw new Error(
    `${reason.trim()}\nnpm ${args.join(" ")} failed. Check that the npm registry can be reached, then try again.`,
  );
}

/**
 * The path of a Node that is at least `floor` ([major, minor]): this one, or one from the npm registry that is kept in
 * the cache folder. `say` is told when something is fetched.
 * @param {readonly [number, number]} floor @param {(text: string) => void} say @returns {string}
 */
export function ensureNode([floorMajor, floorMinor], say) {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > floorMajor || (major === floorMajor && minor >= floorMinor)) return process.execPath;
  const windows = process.platform === "win32";
  const packageName = `node-${windows ? "win" : process.platform}-${process.arch}`;
  const folder = join(cacheFolder(), "node", NODE_PACKAGE_VERSION);
  const binary = join(folder, "node_modules", packageName, "bin", windows ? "node.exe" : "node");
  if (existsSync(binary)) return binary;
  say(
    `Node ${process.versions.node} is older than ${floorMajor}.${floorMinor}: fetching Node ${NODE_PACKAGE_VERSION} from the npm registry into ${folder}`,
  );
  const partial = `${folder}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  writeFileSync(join(partial, "package.json"), "{}");
  npm(["install", "--no-audit", "--no-fund", "--no-package-lock", `${packageName}@${NODE_PACKAGE_VERSION}`], partial);
  rmSync(folder, { recursive: true, force: true });
  renameSync(partial, folder);
  return binary;
}
