// Entry point of every npm script. Runs on any Node from 18 on: sees to a Node that can run the TypeScript sources
// and to the dependencies of package-lock.json, then hands over to tools/tasks/<name>.ts.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const NODE_FLOOR = [22, 18];
const NODE_PACKAGE_VERSION = "24.21.0";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const say = (text) => process.stderr.write(`${text}\n`);

function cacheFolder() {
  if (process.env.DR_RUNBOOKS_CACHE) return process.env.DR_RUNBOOKS_CACHE;
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "dr-runbooks");
  if (process.platform === "win32") return join(process.env.LOCALAPPDATA ?? homedir(), "dr-runbooks", "Cache");
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "dr-runbooks");
}

function npm(args, cwd, node = process.execPath) {
  const windows = process.platform === "win32";
  const result = spawnSync(windows ? "npm.cmd" : "npm", args, {
    cwd,
    shell: windows,
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
    env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` },
  });
  if (result.status !== 0) {
    say(result.stderr || String(result.error ?? `npm ended with status ${result.status}`));
    say(`npm ${args.join(" ")} failed. Check that the npm registry can be reached, then try again.`);
    process.exit(1);
  }
}

/** The path of a Node that is new enough: this one, or one from the npm registry kept in the cache folder. */
function ensureNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > NODE_FLOOR[0] || (major === NODE_FLOOR[0] && minor >= NODE_FLOOR[1])) return process.execPath;
  const platform = process.platform === "win32" ? "win" : process.platform;
  const packageName = `node-${platform}-${process.arch}`;
  const folder = join(cacheFolder(), "node", NODE_PACKAGE_VERSION);
  const binary = join(folder, "node_modules", packageName, "bin", process.platform === "win32" ? "node.exe" : "node");
  if (!existsSync(binary)) {
    say(`Node ${process.versions.node} is older than ${NODE_FLOOR.join(".")}: fetching Node ${NODE_PACKAGE_VERSION} from the npm registry into ${folder}`);
    const partial = `${folder}.${process.pid}`;
    mkdirSync(partial, { recursive: true });
    writeFileSync(join(partial, "package.json"), "{}");
    npm(["install", "--no-audit", "--no-fund", "--no-package-lock", `${packageName}@${NODE_PACKAGE_VERSION}`], partial);
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
  }
  return binary;
}

function ensureDependencies(node) {
  const hash = createHash("sha256").update(readFileSync(join(root, "package-lock.json"))).digest("hex");
  const stamp = join(root, "node_modules", ".dr-runbooks-lock");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  say("Installing the dependencies of package-lock.json with npm ci");
  npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], root, node);
  writeFileSync(stamp, hash);
}

const [task, ...rest] = process.argv.slice(2);
const file = join(root, "tools", "tasks", `${task}.ts`);
if (!task || !existsSync(file)) {
  say(`No such task: ${task ?? "(none)"}. The tasks are the scripts of package.json.`);
  process.exit(2);
}
const node = ensureNode();
ensureDependencies(node);
const result = spawnSync(node, ["--disable-warning=ExperimentalWarning", file, ...rest], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, PATH: `${dirname(node)}${delimiter}${join(root, "node_modules", ".bin")}${delimiter}${process.env.PATH}` },
});
process.exit(result.status ?? (result.signal === "SIGINT" ? 130 : 1));
