import { type Flavor, parseVersion, type Version } from "../core/mysql/flavor.ts";
import type { Arguments } from "./args.ts";
import { CliError } from "./errors.ts";

/** The server version that an option such as `--target 8.4` names. Throws `CliError` when it is none. */
export function versionOption(args: Arguments, name: string, flavor: Flavor | undefined): Version | undefined {
  const text = args.text(name);
  if (text === undefined) return undefined;
  const version = parseVersion(text, flavor);
  if (!version) throw new CliError(`--${name} ${text} is not a server version. Write it like 8.4 or 10.11.`);
  return version;
}
