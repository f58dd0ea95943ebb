import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseVersion } from "../../mysql/flavor.ts";
import { runProgram } from "./run-program.ts";
import type { ServerBuild, ServerOrigin } from "./server-build.ts";

/** Lies at the top of a tree that was unpacked into the cache; written last, so a tree without it is not whole. */
export const TREE_MARKER = "server.json";

export const SERVER_NAMES = process.platform === "win32" ? ["mariadbd.exe", "mysqld.exe"] : ["mariadbd", "mysqld"];

/** What stands behind a path: a server program or a folder that holds one (itself, `bin` or `sbin`). The text of a failure says what to do. */
export async function inspectServer(path: string, origin: ServerOrigin): Promise<ServerBuild | string> {
  const binary = findBinary(resolve(path));
  if (!binary)
    return `${path} is neither a server program (${SERVER_NAMES.join(", ")}) nor a folder that holds one. Name the path of mysqld or mariadbd.`;
  const unpacked = readTree(dirname(dirname(binary)), binary, origin);
  if (unpacked) return unpacked;
  const answer = await runProgram(binary, ["--no-defaults", "--version"], { timeoutMs: 20_000 });
  const match = /\bVer\s+(\S+)/.exec(answer.stdout);
  if (answer.status !== 0 || !match?.[1]) {
    return `${binary} --version did not name a server version${answer.stderr ? `: ${answer.stderr.trim().split("\n").at(-1)}` : "."} Name the path of a working mysqld or mariadbd.`;
  }
  const versionText = match[1];
  const version = parseVersion(versionText, /mariadb/i.test(answer.stdout) ? "mariadb" : "mysql");
  if (!version)
    return `${binary} --version names "${versionText}", which is no version. Name the path of mysqld or mariadbd.`;
  return { flavor: version.flavor, version, versionText, binary, origin, layout: {}, programs: programFolder(binary) };
}

export function findBinary(path: string): string | undefined {
  const candidates = [
    path,
    ...["", "bin", "sbin"].flatMap((folder) => SERVER_NAMES.map((name) => join(path, folder, name))),
  ];
  return candidates.find(isFile);
}

/** A folder of the PATH may be closed to this user: what cannot be looked at is not there. */
export function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function programFolder(binary: string): string {
  const folder = dirname(realpathSync(binary));
  return folder.endsWith("sbin") ? join(dirname(folder), "bin") : folder;
}

function readTree(tree: string, binary: string, origin: ServerOrigin): ServerBuild | undefined {
  try {
    const marker = JSON.parse(readFileSync(join(tree, TREE_MARKER), "utf8")) as {
      versionText: string;
      flavor: "mysql" | "mariadb";
      layout: Record<string, string>;
    };
    const version = parseVersion(marker.versionText, marker.flavor);
    if (!version) return undefined;
    const layout = Object.fromEntries(Object.entries(marker.layout).map(([name, path]) => [name, join(tree, path)]));
    return {
      flavor: marker.flavor,
      version,
      versionText: marker.versionText,
      binary,
      origin,
      layout,
      programs: join(tree, "bin"),
    };
  } catch {
    return undefined;
  }
}
