import { dirname, join, relative, resolve } from "node:path";
import { LINT_CONFIG_NAME, type LintConfig, parseLintConfig } from "../core/lint/config.ts";
import { readTextFile } from "../core/node/files.ts";
import { matchesGlob } from "../core/text/glob.ts";
import { LineMap } from "../core/text/line-map.ts";
import { visible } from "../core/text/visible.ts";
import { CliError } from "./errors.ts";

/** A configuration and what its patterns are relative to. */
export interface FoundConfig {
  readonly config: LintConfig;
  /** Absolute; undefined where there is no file. */
  readonly path?: string;
  isIgnored(path: string): boolean;
}

/**
 * The configuration that is named, else the nearest `.dr-runbooks.yaml` in the folder or above it. Throws `CliError` (exit
 * code 2) for one that can't be read or understood, with every place: a rule that silently stays on or off helps nobody.
 */
export async function findLintConfig(
  cwd: string,
  named: string | undefined,
  ignore: readonly string[],
): Promise<FoundConfig> {
  const found = named === undefined ? await nearestConfig(cwd) : await readConfig(resolve(cwd, named), true);
  const config = found?.config ?? { rules: {}, ignore: [] };
  const folder = found ? dirname(found.path) : cwd;
  return {
    config,
    ...(found ? { path: found.path } : {}),
    isIgnored: (path) => isMeant(config.ignore, folder, path) || isMeant(ignore, cwd, path),
  };
}

async function nearestConfig(cwd: string): Promise<{ readonly config: LintConfig; readonly path: string } | undefined> {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const found = await readConfig(join(folder, LINT_CONFIG_NAME), false);
    if (found || folder === dirname(folder)) return found;
  }
}

async function readConfig(
  path: string,
  isNamed: boolean,
): Promise<{ readonly config: LintConfig; readonly path: string } | undefined> {
  const file = await readTextFile(path);
  if (file.status !== "read") {
    if (file.status === "missing" && !isNamed) return undefined;
    throw new CliError(file.message);
  }
  const { config, problems } = parseLintConfig(file.text);
  if (problems.length === 0) return { config, path };
  const lines = new LineMap(file.text);
  const messages = problems.map(({ message, span }) => {
    const { line, character } = lines.positionAt(span.start);
    return `${visible(path)}:${line + 1}:${character + 1}: ${visible(message)}`;
  });
  throw new CliError(messages.join("\n"));
}

function isMeant(patterns: readonly string[], folder: string, path: string): boolean {
  if (patterns.length === 0) return false;
  // A folder ends in a slash, which `relative` drops.
  const inside = `${relative(folder, path).replaceAll("\\", "/")}${path.endsWith("/") ? "/" : ""}`;
  return !inside.startsWith("../") && patterns.some((pattern) => matchesGlob(pattern, inside));
}
