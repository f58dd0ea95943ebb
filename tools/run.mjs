// Entry point of every npm script. Runs on any Node from 18 on: sees to a Node that can run the TypeScript sources
// and to the dependencies of package-lock.json, then hands over to tools/tasks/<name>.ts.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureNode, npm } from "./node-version.mjs";

const NODE_FLOOR = [22, 18];

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const say = (text) => process.stderr.write(`${text}\n`);

// Nothing can run without what npm should have installed, and npm's own message says why it has not.
function orEnd(install) {
  try {
    return install();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}

function ensureDependencies(node) {
  const hash = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  const stamp = join(root, "node_modules", ".dr-runbooks-lock");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  say("Installing the dependencies of package-lock.json with npm ci");
  orEnd(() => npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], root, node));
  writeFileSync(stamp, hash);
}

const [task, ...rest] = process.argv.slice(2);
const file = join(root, "tools", "tasks", `${task}.ts`);
if (!task || !existsSync(file)) {
  say(`No such task: ${task ?? "(none)"}. The tasks are the scripts of package.json.`);
  process.exit(2);
}
const node = orEnd(() => ensureNode(NODE_FLOOR, say));
ensureDependencies(node);
const result = spawnSync(node, ["--disable-warning=ExperimentalWarning", file, ...rest], {
  cwd: root,
  stdio: "inherit",
  env: {
    ...process.env,
    PATH: `${dirname(node)}${delimiter}${join(root, "node_modules", ".bin")}${delimiter}${process.env.PATH}`,
  },
});
process.exit(result.status ?? (result.signal === "SIGINT" ? 130 : 1));
