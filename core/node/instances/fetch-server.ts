import { randomBytes } from "node:crypto";
import { chmodSync, readdirSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, delimiter, join } from "node:path";
import type { Flavor } from "../../mysql/flavor.ts";
import { formatVersion, parseVersion } from "../../mysql/flavor.ts";
import { cacheFolder } from "../folders.ts";
import { findMirror, PrivateApt } from "./apt.ts";
import { inspectServer, isFile, TREE_MARKER } from "./inspect-server.ts";
import { removeAbandoned } from "./partial-folders.ts";
import { runProgram } from "./run-program.ts";
import type { ServerBuild } from "./server-build.ts";
import { prepareTree } from "./server-tree.ts";

export interface FetchOptions {
  /** Debian's suite: `sid` for MySQL, `bookworm` (10.11) for MariaDB; `trixie` has MariaDB 11.8. */
  readonly suite?: string;
  readonly signal?: AbortSignal;
}

const SUITES: Readonly<Record<Flavor, string>> = { mysql: "sid", mariadb: "bookworm" };
const PACKAGES: Readonly<Record<Flavor, readonly string[]>> = {
  mysql: ["mysql-server-core", "mysql-client-core"],
  mariadb: ["mariadb-server-core", "mariadb-client-core"],
};
/** Drawn in by maintainer scripts and tools that are not kept. */
const NOT_NEEDED = /^(perl|libperl|libgdbm|libdb5|debconf|gcc-\d+-base|mysql-common|mariadb-common|libtirpc-common)/;

/**
 * Downloads a server from Debian's archive into the cache, without installing anything and without root. About 60 MB for MySQL,
 * 17 MB for MariaDB. Throws an error that says what to install where that cannot be done.
 */
export async function fetchServer(
  flavor: Flavor,
  onProgress: (text: string) => void,
  options: FetchOptions = {},
): Promise<ServerBuild> {
  const mirror = process.platform === "linux" && onPath("apt-get") && onPath("dpkg") ? findMirror() : undefined;
  if (!mirror) throw new Error(whatToInstall(flavor));
  const parent = join(cacheFolder(), "servers");
  await mkdir(parent, { recursive: true });
  await removeAbandoned(parent);
  const partial = join(parent, `.partial-${process.pid}-${randomBytes(4).toString("hex")}`);
  const suite = options.suite ?? SUITES[flavor];
  try {
    onProgress(`Reading the package lists of Debian ${suite}`);
    const apt = await PrivateApt.create(join(partial, "apt"), mirror, suite, options.signal);
    const update = await apt.update();
    options.signal?.throwIfAborted();
    const packages = PACKAGES[flavor];
    if (!(await apt.hasPackage(packages[0] ?? ""))) {
      const why = lastLines(update.stderr) || `${mirror.uri} ${suite} has no ${packages[0]}`;
      throw new Error(`No ${productName(flavor)} server can be had from Debian: ${why}\n${whatToInstall(flavor)}`);
    }
    onProgress(`Downloading ${productName(flavor)} from Debian ${suite} (${mirror.uri})`);
    const download = await apt.download(packages);
    options.signal?.throwIfAborted();
    if (download.status !== 0)
      throw new Error(
        `apt-get could not download ${packages.join(" and ")}: ${lastLines(download.stderr)}\nCheck that ${mirror.uri} can be reached, then try again. ${whatToInstall(flavor)}`,
      );
    const versionText = archiveVersion(download.archives, packages[0] ?? "");
    const version = parseVersion(versionText, flavor);
    if (!version)
      throw new Error(
        `The package ${packages[0]} has the version "${versionText}", which cannot be read. ${whatToInstall(flavor)}`,
      );
    onProgress(`Unpacking ${productName(flavor)} ${formatVersion(version)}`);
    const tree = join(partial, "tree");
    await unpack(download.archives, tree, options.signal);
    const layout = await prepareTree(tree);
    await writeFile(join(tree, TREE_MARKER), JSON.stringify({ flavor, versionText, layout }, null, 2));
    await checkRuns(tree, versionText);
    const target = join(parent, `${flavor}-${formatVersion(version)}`);
    await rename(tree, target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error; // another process was faster; its tree is as good
    });
    const build = await inspectServer(target, "cache");
    if (typeof build === "string") throw new Error(build);
    return build;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function unpack(archives: readonly string[], tree: string, signal?: AbortSignal): Promise<void> {
  await mkdir(tree);
  const queue = archives.filter((archive) => !NOT_NEEDED.test(basename(archive)));
  const worker = async () => {
    for (let archive = queue.shift(); archive; archive = queue.shift()) {
      const result = await runProgram("dpkg", ["-x", archive, tree], signal ? { signal } : {});
      signal?.throwIfAborted();
      if (result.status !== 0)
        throw new Error(
          `dpkg could not unpack ${basename(archive)}: ${lastLines(result.stderr)}\nCheck the free space of ${cacheFolder()}, then try again.`,
        );
    }
  };
  await Promise.all([worker(), worker()]);
  chmodSync(tree, 0o755);
}

async function checkRuns(tree: string, versionText: string): Promise<void> {
  const binary = readdirSync(join(tree, "bin")).find((name) => name === "mysqld" || name === "mariadbd") ?? "mysqld";
  const answer = await runProgram(join(tree, "bin", binary), ["--no-defaults", "--version"], { timeoutMs: 20_000 });
  if (answer.status !== 0)
    throw new Error(
      `The unpacked server ${versionText} does not run here: ${lastLines(answer.stderr)}\nInstall a server with the system's package manager and name it with --server.`,
    );
}

/** `mysql-server-core_9.7.4-2_amd64.deb` → `9.7.4-2`; an epoch such as `1%3a` is left out. */
function archiveVersion(archives: readonly string[], name: string): string {
  const file = archives.map((archive) => basename(archive)).find((archive) => archive.startsWith(`${name}_`)) ?? "";
  return (file.split("_")[1] ?? "").replace(/^\d+(%3a|:)/i, "");
}

function whatToInstall(flavor: Flavor): string {
  const names =
    flavor === "mysql"
      ? { brew: "mysql", apt: "mysql-server-core", rpm: "mysql-server" }
      : { brew: "mariadb", apt: "mariadb-server-core", rpm: "mariadb-server" };
  const how =
    process.platform === "darwin"
      ? `"brew install ${names.brew}"`
      : process.platform === "win32"
        ? `${productName(flavor)} from its installer`
        : `"apt-get install ${names.apt}" (Debian, Ubuntu) or "dnf install ${names.rpm}" (Fedora, RHEL)`;
  return `Install a ${productName(flavor)} server, for example with ${how}, or name one that is already here with --server PATH or the variable DR_RUNBOOKS_SERVER.`;
}

export function productName(flavor: Flavor): string {
  return flavor === "mysql" ? "MySQL" : "MariaDB";
}

function onPath(program: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => isFile(join(folder, program)));
}

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-3).join("\n");
}
