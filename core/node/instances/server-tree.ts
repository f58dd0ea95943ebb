import { existsSync, readdirSync } from "node:fs";
import { chmod, lstat, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const SERVERS = ["mysqld", "mariadbd"];
const CLIENTS = [
  "mysql",
  "mysqldump",
  "mysqlbinlog",
  "mysqladmin",
  "mysqlcheck",
  "mariadb",
  "mariadb-dump",
  "mariadb-binlog",
  "mariadb-admin",
  "mariadb-check",
];
const UNUSED = [
  "usr/share/doc",
  "usr/share/man",
  "usr/share/locale",
  "usr/share/lintian",
  "usr/share/perl",
  "usr/share/gdb",
  "usr/share/gcc",
  "usr/share/bug",
  "etc",
  "var",
];

/**
 * Makes an unpacked tree of Debian packages usable where it lies: takes out what a server does not need and writes `bin/<program>` scripts that
 * run each program by the tree's own loader and libraries. Gives the layout by option names, relative to the tree.
 */
export async function prepareTree(tree: string): Promise<Record<string, string>> {
  for (const folder of UNUSED) await rm(join(tree, folder), { recursive: true, force: true });
  await removeOtherPrograms(tree);
  const libraries = libraryFolders(tree);
  const loader = await findLoader(tree, libraries);
  await mkdir(join(tree, "bin"));
  for (const name of [...SERVERS, ...CLIENTS]) {
    const program = ["usr/sbin", "usr/bin"]
      .map((folder) => `${folder}/${name}`)
      .find((path) => existsSync(join(tree, path)));
    if (program) await writeScript(join(tree, "bin", name), loader, libraries, program);
  }
  const share = ["usr/share/mysql", "usr/share/mariadb"].find((folder) => existsSync(join(tree, folder, "charsets")));
  if (!share)
    throw new Error(
      "The downloaded packages hold no character sets. Install a server with the system's package manager and name it with --server.",
    );
  return {
    basedir: "usr",
    lc_messages_dir: share,
    character_sets_dir: `${share}/charsets`,
    plugin_dir: "usr/lib/mysql/plugin",
  };
}

async function removeOtherPrograms(tree: string): Promise<void> {
  const kept = new Set([...SERVERS, ...CLIENTS]);
  for (const folder of ["usr/bin", "usr/sbin", "bin", "sbin"]) {
    const path = join(tree, folder);
    if (!existsSync(path)) continue;
    for (const name of await readdir(path))
      if (!kept.has(name)) await rm(join(path, name), { recursive: true, force: true });
  }
  await mkdir(join(tree, "usr/lib/mysql/plugin"), { recursive: true });
  await rm(join(tree, "bin"), { recursive: true, force: true });
}

function libraryFolders(tree: string): string[] {
  const multiarch = ["usr/lib", "lib"].flatMap((folder) => {
    const path = join(tree, folder);
    return existsSync(path)
      ? readdirSync(path)
          .filter((name) => name.includes("-linux-gnu"))
          .map((name) => `${folder}/${name}`)
      : [];
  });
  return [...multiarch, "usr/lib/mysql/private", "usr/lib"].filter((folder) => existsSync(join(tree, folder)));
}

/** The real file: Debian 12 also has a link in lib64 that would lead out of the tree, to the machine's own loader. */
async function findLoader(tree: string, libraries: readonly string[]): Promise<string> {
  for (const folder of [...libraries, "usr/lib64", "lib64", "lib"]) {
    if (!existsSync(join(tree, folder))) continue;
    for (const name of await readdir(join(tree, folder))) {
      const path = `${folder}/${name}`;
      if (/^ld-linux.*\.so\.\d+$/.test(name) && (await lstat(join(tree, path))).isFile()) return path;
    }
  }
  throw new Error(
    "The downloaded C library holds no loader. Install a server with the system's package manager and name it with --server.",
  );
}

/** Keeps the process id (`exec`), so that the script's process becomes the server. */
async function writeScript(path: string, loader: string, libraries: readonly string[], program: string): Promise<void> {
  const quoted = (relative: string) => `"$tree/${relative}"`;
  const libraryPath = libraries.map((folder) => `$tree/${folder}`).join(":");
  const script = `#!/bin/sh
tree=\${0%/*}/..
exec ${quoted(loader)} --library-path "${libraryPath}" ${quoted(program)} "$@"
`;
  await writeFile(path, script);
  await chmod(path, 0o755);
}
