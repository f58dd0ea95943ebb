import type { Flavor, Version } from "../../mysql/flavor.ts";

export type ServerOrigin = "setting" | "environment" | "path" | "folder" | "cache";

/** A server program that can be started here. */
export interface ServerBuild {
  readonly flavor: Flavor;
  readonly version: Version;
  /** As the server prints it, vendor suffix included. */
  readonly versionText: string;
  /** Absolute path of mysqld or mariadbd, or of the script that starts it in an unpacked tree. */
  readonly binary: string;
  readonly origin: ServerOrigin;
  /** Where an unpacked tree keeps its files, by the server's option names; empty for an installed server. */
  readonly layout: Readonly<Record<string, string>>;
  /** Folder of the client programs that belong to it (mysql, mysqlbinlog …). */
  readonly programs: string;
}

/** The layout as command-line options. */
export function layoutArguments(build: ServerBuild): string[] {
  return Object.entries(build.layout).map(([name, path]) => `--${name.replaceAll("_", "-")}=${path}`);
}

/** MySQL and MariaDB refuse to run as root unless told so by name. */
export function userArguments(): string[] {
  return process.getuid?.() === 0 ? ["--user=root"] : [];
}
