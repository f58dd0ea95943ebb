import { fileURLToPath, pathToFileURL } from "node:url";
import type { RuleSettings } from "../core/lint/rule.ts";
import { toRuleSettings } from "../core/lint/severities.ts";
import { type Flavor, parseVersion, type Version } from "../core/mysql/flavor.ts";

/** The path of a `file:` address; of any other the part that looks like one, which is for telling documents apart only. */
export function toPath(uri: string): string {
  try {
    return uri.startsWith("file:") ? fileURLToPath(uri) : decodeURIComponent(new URL(uri).pathname);
  } catch {
    return uri;
  }
}

export function toUri(path: string): string {
  return pathToFileURL(path).href;
}

export function isFile(uri: string): boolean {
  return /^file:/i.test(uri);
}

/** The section `drRunbooks` of the client's settings, as far as the server uses it. */
export interface Settings {
  /** Relative to the workspace folder. */
  readonly inventory: string;
  readonly flavor?: Flavor;
  readonly target?: Version;
  readonly rules?: RuleSettings;
}

export const DEFAULT_SETTINGS: Settings = { inventory: "clusters.yaml" };

/** Takes any value: what is missing or of the wrong type counts as not set. */
export function toSettings(section: unknown): Settings {
  const inventory = textAt(section, "inventory");
  const written = textAt(section, "target", "flavor");
  const flavor = written === "mysql" || written === "mariadb" ? written : undefined;
  const version = textAt(section, "target", "version");
  const target = version === undefined ? undefined : parseVersion(version, flavor);
  const rules = toRuleSettings(
    typeof section === "object" && section !== null && "rules" in section ? section.rules : undefined,
  );
  return {
    inventory: inventory ?? DEFAULT_SETTINGS.inventory,
    ...(flavor ? { flavor } : {}),
    ...(target ? { target } : {}),
    ...(Object.keys(rules).length > 0 ? { rules } : {}),
  };
}

function textAt(value: unknown, ...keys: readonly string[]): string | undefined {
  let found = value;
  for (const key of keys) {
    if (typeof found !== "object" || found === null) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return typeof found === "string" && found.trim() !== "" ? found.trim() : undefined;
}
