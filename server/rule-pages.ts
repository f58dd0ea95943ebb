import { pathToFileURL } from "node:url";
import { pagePath } from "../core/lint/page-path.ts";

/** This file, or the bundle that it is a part of: a bundle has no `import.meta`. */
const isBundle = typeof __filename === "string";
const program = isBundle ? pathToFileURL(__filename).href : import.meta.url;

/** The page of a rule on this machine, which needs no network; undefined for what has none. */
export function pageUri(rule: string): string | undefined {
  const path = pagePath(rule, isBundle);
  return path && new URL(path, program).href;
}
