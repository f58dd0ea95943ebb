import { statSync } from "node:fs";
import type { Flavor } from "../../mysql/flavor.ts";
import { atLeast } from "../../mysql/flavor.ts";
import type { ServerBuild } from "../instances/server-build.ts";
import { sandboxesFolder } from "./state-file.ts";
import { REPLICATIONS, type Replication, SandboxError, type SandboxOptions } from "./types.ts";

export interface CheckedOptions {
  readonly options: SandboxOptions;
  readonly name: string;
  readonly flavor: Flavor;
  readonly count: number;
  readonly replication: Replication;
  readonly semiSync: boolean;
  /** Folder of all sandboxes. */
  readonly parent: string;
}

/** YAML reads these as something other than text. */
const NOT_NAMES = /^(null|true|false|yes|no|on|off|y|n)$/i;

export function checkOptions(options: SandboxOptions): CheckedOptions {
  if (process.platform === "win32")
    throw new SandboxError("no-server", "A sandbox needs Linux or macOS. On Windows, start it inside WSL.");
  const name = options.name ?? "sandbox";
  checkName(name);
  const count = options.nodes ?? 3;
  if (!Number.isInteger(count) || count < 1 || count > 9)
    refuse(`A sandbox has 1 to 9 nodes, not ${count}. Give another number with --nodes.`);
  const flavor = options.flavor ?? "mysql";
  const replication = options.replication ?? "gtid";
  if (!REPLICATIONS.includes(replication))
    refuse(`There is no replication "${replication}". Use one of ${REPLICATIONS.join(", ")}.`);
  const semiSync = options.semiSync ?? false;
  if (semiSync && (replication === "none" || replication === "group"))
    refuse(`Semi-synchronous replication needs --replication gtid or position, not ${replication}.`);
  if (semiSync && count === 1) refuse("Semi-synchronous replication needs a replica. Give --nodes 2 or more.");
  if (!statSync(options.workspace, { throwIfNoEntry: false })?.isDirectory())
    refuse(`The workspace folder ${options.workspace} does not exist. Create it, or name another.`);
  return { options, name, flavor, count, replication, semiSync, parent: sandboxesFolder(options.state) };
}

function checkName(name: string): void {
  if (!/^[a-z][a-z0-9_-]{0,31}$/i.test(name) || NOT_NAMES.test(name)) {
    refuse(`"${name}" cannot name a sandbox. Use a letter followed by up to 31 letters, digits, "-" or "_".`);
  }
}

/** What the chosen server cannot do is refused before anything is started. */
export function checkSupport({ replication }: CheckedOptions, build: ServerBuild): void {
  const [major, minor, patch] = build.flavor === "mysql" ? ([5, 7, 6] as const) : ([10, 5, 2] as const);
  if (!atLeast(build.version, major, minor, patch)) {
    const oldest = `${major}.${minor}.${patch}`;
    throw new SandboxError(
      "no-server",
      `${build.binary} is ${build.flavor} ${build.versionText}; a sandbox needs ${oldest} or later. Name another server with --server.`,
    );
  }
  if (replication !== "group") return;
  if (build.flavor === "mariadb")
    refuse("MariaDB has no group replication. Use --replication gtid or position, or --flavor mysql.");
  if (!atLeast(build.version, 8, 0, 27))
    refuse(
      `Group replication in a sandbox needs MySQL 8.0.27 or later, not ${build.versionText}: older servers listen on all addresses for it. Name another server with --server.`,
    );
}

function refuse(message: string): never {
  throw new SandboxError("invalid-option", message);
}
