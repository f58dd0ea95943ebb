import { readdirSync, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Flavor } from "../../mysql/flavor.ts";
import { cacheFolder } from "../folders.ts";
import { findBinary, inspectServer, SERVER_NAMES } from "./inspect-server.ts";
import type { ServerBuild, ServerOrigin } from "./server-build.ts";

export interface FindOptions {
  /** A program or folder that a person named; when it is no server, that is a problem and nothing else is looked at. */
  readonly server?: string;
  /** Leaves out the others. */
  readonly flavor?: Flavor;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Stops at the first. */
  readonly first?: boolean;
}

export interface FoundServers {
  /** Best first: setting, environment, PATH, usual folders, cache; newest first within the last two. */
  readonly servers: readonly ServerBuild[];
  readonly problems: readonly string[];
}

export async function findServers(options: FindOptions = {}): Promise<FoundServers> {
  const env = options.env ?? process.env;
  const named = options.server ?? env["DR_RUNBOOKS_SERVER"];
  if (named) {
    const build = await inspectServer(named, options.server ? "setting" : "environment");
    if (typeof build === "string") return { servers: [], problems: [build] };
    if (options.flavor && build.flavor !== options.flavor) {
      return {
        servers: [],
        problems: [
          `${build.binary} is ${build.flavor} ${build.versionText}, but ${options.flavor} was asked for. Leave out one of the two.`,
        ],
      };
    }
    return { servers: [build], problems: [] };
  }
  const servers: ServerBuild[] = [];
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const [origin, paths] of candidates(env)) {
    for (const path of paths) {
      const real = realpathSync(path);
      if (seen.has(real)) continue;
      seen.add(real);
      const build = await inspectServer(path, origin);
      if (typeof build === "string") problems.push(build);
      else if (!options.flavor || build.flavor === options.flavor) servers.push(build);
      if (options.first && servers.length > 0) return { servers, problems };
    }
  }
  return { servers, problems };
}

function* candidates(env: Readonly<Record<string, string | undefined>>): Generator<[ServerOrigin, string[]]> {
  const onPath = (env["PATH"] ?? "").split(delimiter).filter(Boolean);
  yield ["path", onPath.flatMap((folder) => SERVER_NAMES.flatMap((name) => findBinary(join(folder, name)) ?? []))];
  yield ["folder", usualFolders(env).flatMap((folder) => findBinary(folder) ?? [])];
  yield [
    "cache",
    newestFirst(join(cacheFolder(env), "servers"), /^(mysql|mariadb)-/).flatMap(
      (folder) => findBinary(join(folder, "bin")) ?? [],
    ),
  ];
}

function usualFolders(env: Readonly<Record<string, string | undefined>>): string[] {
  if (process.platform === "win32") {
    const roots = [env["ProgramFiles"] ?? "C:\\Program Files", env["ProgramFiles(x86)"] ?? "C:\\Program Files (x86)"];
    return roots.flatMap((root) => [
      ...newestFirst(join(root, "MySQL"), /^MySQL Server/i),
      ...newestFirst(root, /^MariaDB/i),
    ]);
  }
  return [
    "/usr/sbin",
    "/usr/libexec",
    "/usr/bin",
    ...newestFirst("/opt/homebrew/opt", /^(mysql|mariadb)/),
    ...newestFirst("/usr/local/opt", /^(mysql|mariadb)/),
    ...newestFirst("/usr/local", /^(mysql|mariadb)/),
    ...newestFirst("/opt", /^(mysql|mariadb)/),
  ];
}

function newestFirst(folder: string, name: RegExp): string[] {
  try {
    const collator = new Intl.Collator("en", { numeric: true });
    return readdirSync(folder)
      .filter((entry) => name.test(entry))
      .sort((a, b) => collator.compare(b, a))
      .map((entry) => join(folder, entry));
  } catch {
    return []; // no such folder on this machine
  }
}
