import { homedir } from "node:os";
import { join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** Things that can be made again: servers, templates, a Node. `DR_RUNBOOKS_CACHE` names another folder. */
export function cacheFolder(env: Environment = process.env): string {
  if (env["DR_RUNBOOKS_CACHE"]) return env["DR_RUNBOOKS_CACHE"];
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "dr-runbooks");
  if (process.platform === "win32") return join(env["LOCALAPPDATA"] ?? homedir(), "dr-runbooks", "Cache");
  return join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "dr-runbooks");
}

/** What this machine trusts. `DR_RUNBOOKS_CONFIG` names another folder; with `DR_RUNBOOKS_STATE` it lies in that one. */
export function configFolder(env: Environment = process.env): string {
  if (env["DR_RUNBOOKS_CONFIG"]) return env["DR_RUNBOOKS_CONFIG"];
  if (env["DR_RUNBOOKS_STATE"]) return join(env["DR_RUNBOOKS_STATE"], "config");
  if (process.platform === "darwin") return join(homedir(), "Library", "Preferences", "dr-runbooks");
  if (process.platform === "win32") return join(env["APPDATA"] ?? homedir(), "dr-runbooks", "Config");
  return join(env["XDG_CONFIG_HOME"] || join(homedir(), ".config"), "dr-runbooks");
}

/** Things that must be kept: trails, sandboxes. `DR_RUNBOOKS_STATE` names another folder. */
export function stateFolder(env: Environment = process.env): string {
  if (env["DR_RUNBOOKS_STATE"]) return env["DR_RUNBOOKS_STATE"];
  if (process.platform === "darwin") return join(homedir(), "Library", "Application Support", "dr-runbooks");
  if (process.platform === "win32") return join(env["LOCALAPPDATA"] ?? homedir(), "dr-runbooks", "State");
  return join(env["XDG_STATE_HOME"] || join(homedir(), ".local", "state"), "dr-runbooks");
}
