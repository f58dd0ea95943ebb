import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../folders.ts";
import { removeAbandoned } from "./partial-folders.ts";
import { runProgram } from "./run-program.ts";
import { layoutArguments, type ServerBuild, userArguments } from "./server-build.ts";
import { copySparse } from "./sparse-copy.ts";

/** With it, all servers would share one UUID. */
const NOT_COPIED: ReadonlySet<string> = new Set(["auto.cnf"]);

/** Fills `folder`, which must not exist, with a data directory that this server can start on. Its root has no password and no network access. */
export async function createDataFolder(build: ServerBuild, folder: string, signal?: AbortSignal): Promise<void> {
  await copySparse(await ensureTemplate(build, signal), folder, NOT_COPIED);
}

/** A data directory initialised once per server build and kept in the cache. Takes 2–4 s the first time. */
export async function ensureTemplate(
  build: ServerBuild,
  signal?: AbortSignal,
  onProgress: (text: string) => void = () => {},
): Promise<string> {
  const parent = join(cacheFolder(), "templates");
  const template = join(parent, `${build.flavor}-${templateKey(build)}`);
  if (existsSync(template)) return template;
  onProgress(`Preparing a data directory for ${build.flavor === "mysql" ? "MySQL" : "MariaDB"} ${build.versionText}`);
  await mkdir(parent, { recursive: true, mode: 0o700 });
  await removeAbandoned(parent);
  const partial = join(parent, `.partial-${process.pid}-${randomBytes(4).toString("hex")}`);
  const filled = `${partial}-sparse`;
  try {
    await initialize(build, partial, signal);
    await copySparse(partial, filled, NOT_COPIED);
    await rename(filled, template).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error; // another process was faster; its template is as good
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
    await rm(filled, { recursive: true, force: true });
  }
  return template;
}

function templateKey(build: ServerBuild): string {
  const binary = statSync(build.binary);
  const identity = [build.versionText, build.binary, binary.size, binary.mtimeMs, "2"].join("\n");
  return `${build.version.major}.${build.version.minor}.${build.version.patch}-${createHash("sha256").update(identity).digest("hex").slice(0, 12)}`;
}

async function initialize(build: ServerBuild, folder: string, signal?: AbortSignal): Promise<void> {
  const options = [
    "--no-defaults",
    ...userArguments(),
    ...layoutArguments(build),
    `--datadir=${folder}`,
    "--innodb-buffer-pool-size=64M",
    "--secure-file-priv=",
  ];
  if (build.flavor === "mariadb") {
    await mkdir(join(folder, "mysql"), { recursive: true, mode: 0o700 });
    options.push(
      "--bootstrap",
      "--innodb-log-file-size=16M",
      "--skip-log-bin",
      "--log-warnings=0",
      "--enforce-storage-engine=",
      "--skip-plugin-feedback",
    );
  } else {
    options.push(
      "--initialize-insecure",
      "--innodb-flush-log-at-trx-commit=0",
      "--skip-log-bin",
      "--skip-innodb-doublewrite",
    );
  }
  const result = await runProgram(build.binary, options, {
    ...(build.flavor === "mariadb" ? { input: bootstrapScript(build) } : {}),
    ...(signal ? { signal } : {}),
    timeoutMs: 120_000,
  });
  signal?.throwIfAborted();
  if (result.status === 0) return;
  const why =
    result.stderr
      .split("\n")
      .filter((line) => /ERROR|denied|cannot|No such/i.test(line))
      .slice(-3)
      .join("\n") || result.stderr.slice(-500);
  throw new Error(
    `${build.binary} could not initialise a data directory in ${folder}:\n${why}\nWhere the system confines the server (AppArmor, SELinux), allow that folder or name another server with --server.`,
  );
}

/** MariaDB 11 names them mariadb_…, older ones mysql_…; the two last have no prefix. */
const SCRIPTS = ["system_tables.sql", "performance_tables.sql", "system_tables_data.sql", "sys_schema.sql"];
const MORE_SCRIPTS = ["fill_help_tables.sql", "maria_add_gis_sp_bootstrap.sql"];

/** What mariadb-install-db feeds to the server, without the anonymous accounts and the test schema. */
function bootstrapScript(build: ServerBuild): string {
  const share = shareFolder(build);
  const prefix = existsSync(join(share, "mariadb_system_tables.sql")) ? "mariadb_" : "mysql_";
  const [tables, performance, data, sys] = SCRIPTS.map((name) => join(share, prefix + name));
  const [help, gis] = MORE_SCRIPTS.map((name) => join(share, name));
  const read = (path: string | undefined) => (path ? readFileSync(path, "utf8") : "");
  return [
    "CREATE DATABASE IF NOT EXISTS mysql;",
    "USE mysql;",
    "SET @auth_root_socket = 'root', @skip_auth_anonymous = 1;",
    ...[tables, performance, data, help, gis].map(read),
    sys && existsSync(sys) ? read(sys) : "", // from 10.6 on
  ].join("\n");
}

function shareFolder(build: ServerBuild): string {
  const base = join(build.programs, "..");
  const candidates = [
    build.layout["lc_messages_dir"],
    ...["share/mysql", "share/mariadb", "share"].map((name) => join(base, name)),
  ];
  const found = candidates.find(
    (path) => path && ["mysql", "mariadb"].some((prefix) => existsSync(join(path, `${prefix}_system_tables.sql`))),
  );
  if (!found)
    throw new Error(
      `${build.binary} comes without the script of its system tables (looked below ${base}/share). Install the whole MariaDB server package.`,
    );
  return found;
}
