import { type LikelyNode, lastValue } from "../lint/nodes/folder-convention.ts";
import { CURRENT_VERSIONS } from "../mysql/catalogue.ts";
import type { Flavor, Version } from "../mysql/flavor.ts";
import { effectiveOf } from "../option-file/effective.ts";
import { normalisePath } from "../text/path.ts";

/** Addresses that reach a server from its own machine only, or none in particular. */
const NO_ADDRESS = /^(\*|::|0\.0\.0\.0|localhost|127\..*|::1|::ffff:0\.0\.0\.0)?$/i;

export interface InventoryWishes {
  /** Where `clusters.yaml` is to lie: what its paths are relative to. */
  readonly folder: string;
  /** Of every cluster; else what the files tell. */
  readonly flavor?: Flavor;
  /** Of every cluster, with its flavor. */
  readonly target?: Version;
}

/**
 * The text of a `clusters.yaml` for files that look like nodes, one cluster for each group. What the files do not tell is left
 * out, and the check of an inventory reports it: an address above all.
 */
export function likelyInventory(groups: readonly (readonly LikelyNode[])[], wishes: InventoryWishes): string {
  const names = new Set<string>();
  const clusters = groups.map((group) => {
    const wanted = clusterName(group, wishes.folder);
    let name = wanted;
    for (let count = 2; names.has(name); count++) name = `${wanted}${count}`;
    names.add(name);
    const flavor = wishes.target?.flavor ?? wishes.flavor ?? likelyFlavor(group);
    const version = wishes.target && `${wishes.target.major}.${wishes.target.minor}`;
    const lines = group.map((node) => nodeLine(node, wishes.folder));
    return [
      `${quoted(name)}:`,
      ...(flavor ? [`  flavor: ${flavor}`] : []),
      ...(version ? [`  version: "${version}"`] : []),
      "  nodes:",
      ...lines,
    ].join("\n");
  });
  return `# Guessed from the names of the files and from what they set: check each line, the roles above all.\n${clusters.join("\n")}\n`;
}

/** The one whose current versions refuse fewer of the names in the files; undefined where they do not differ. */
export function likelyFlavor(group: readonly LikelyNode[]): Flavor | undefined {
  const refused = (flavor: Flavor): number =>
    Math.min(
      ...CURRENT_VERSIONS.filter((version) => version.flavor === flavor).map((version) =>
        group.reduce((sum, { file }) => sum + effectiveOf(file, version).refused, 0),
      ),
    );
  const groups = group.flatMap(({ file }) => file.lines.filter((line) => line.kind === "group"));
  if (groups.some(({ name }) => /^(mariadb|galera)/i.test(name.value))) return "mariadb";
  const [mysql, mariadb] = [refused("mysql"), refused("mariadb")];
  return mysql === mariadb ? undefined : mysql < mariadb ? "mysql" : "mariadb";
}

/** The innermost folder that holds all of the files. */
export function commonFolder(group: readonly LikelyNode[]): string {
  const [first = [], ...others] = group.map(({ path }) => path.split("/").slice(0, -1));
  const end = first.findIndex((folder, index) => others.some((other) => other[index] !== folder));
  return (end < 0 ? first : first.slice(0, end)).join("/");
}

function clusterName(group: readonly LikelyNode[], folder: string): string {
  const common = commonFolder(group) || normalisePath(folder);
  const name = common.slice(common.lastIndexOf("/") + 1).replace(/[^\p{L}\p{N}_.-]+/gu, "_");
  return name.replace(/^[.-]+/, "").slice(0, 60) || "cluster";
}

function nodeLine({ name, path, file, role }: LikelyNode, folder: string): string {
  const hosts = ["report_host", "bind_address"].flatMap((setting) => (lastValue(file, setting) ?? "").split(","));
  const host = hosts.map((written) => written.trim()).find((written) => !NO_ADDRESS.test(written));
  const port = ["report_port", "port"]
    .map((setting) => lastValue(file, setting))
    .find((written) => /^\d+$/.test(written ?? ""));
  const facts = [
    ...(host === undefined ? [] : [`host: ${quoted(host)}`]),
    ...(port === undefined || port === "3306" ? [] : [`port: ${port}`]),
    ...(role ? [`role: ${role}`] : []),
    `config: ${quoted(relativeTo(folder, path))}`,
  ];
  return `    ${quoted(name)}: { ${facts.join(", ")} }${host === undefined ? " # add its host" : ""}`;
}

function relativeTo(folder: string, path: string): string {
  const base = normalisePath(folder);
  const start = base === "" || base.endsWith("/") ? base : `${base}/`;
  return path.startsWith(start) ? path.slice(start.length) : path;
}

/** Plain where YAML reads it as the same text. */
function quoted(text: string): string {
  const isPlain = /^[a-z_][\w./-]*$/i.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}
