import { type Document, type Node, parseDocument } from "yaml";
import { type Flavor, parseVersion } from "../mysql/flavor.ts";
import { parseDuration } from "../runbook/duration.ts";
import type { Problem } from "../text/problem.ts";
import type { Span } from "../text/span.ts";
import { readApprovers } from "./approvers.ts";
import type {
  Cluster,
  ClusterNode,
  ClusterObjectives,
  ClusterTls,
  IntendedRole,
  Inventory,
} from "./inventory-types.ts";
import { type Entry, YamlReader } from "./yaml-map.ts";

const CLUSTER_KEYS = [
  "flavor",
  "version",
  "user",
  "defaults-file",
  "tls",
  "production",
  "approvers",
  "sandbox",
  "nodes",
  "rpo",
  "backup-interval",
  "rebuild-time",
];
const NODE_KEYS = ["host", "port", "socket", "role", "site", "config", "ssh", "priority", "delay", "version"];
const TLS_KEYS = ["ca", "cert", "key", "verify"];
/** Words with a meaning of their own in `on=`. */
const RESERVED_NAMES = new Set(["source", "replica", "replicas", "all", "local"]);
const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,63}$/u;
const LONGEST_TEXT = 1_000_000;
const DEFAULT_PORT = 3306;

/** Parses a `clusters.yaml`. Never throws: a cluster or node with a problem is kept as far as it could be read. */
export function parseInventory(text: string): Inventory {
  const everything = { start: 0, end: text.length };
  if (text.length > LONGEST_TEXT) {
    return only({
      code: "too-long",
      message: `The inventory is longer than ${LONGEST_TEXT} characters. Split it.`,
      span: everything,
    });
  }
  try {
    const document = parseDocument(text, { uniqueKeys: false, logLevel: "silent", prettyErrors: false });
    const problems = document.errors.map((error) => yamlProblem(error.message, error.pos));
    const reader = new YamlReader(document as unknown as Document);
    const contents = document.contents as Node | null;
    const entries = contents === null ? [] : reader.entries(contents, "the inventory", everything);
    const clusters = entries.map((entry) => readCluster(reader, entry));
    const clamp = (offset: number): number => Math.min(offset, text.length);
    return {
      clusters,
      problems: [...problems, ...reader.problems].map(({ span, ...problem }) => ({
        ...problem,
        span: { start: clamp(span.start), end: clamp(span.end) },
      })),
    };
  } catch {
    return only({
      code: "not-yaml",
      message: "The inventory cannot be read as YAML. Check its nesting.",
      span: everything,
    });
  }
}

function only(problem: Problem): Inventory {
  return { clusters: [], problems: [problem] };
}

function yamlProblem(message: string, [start, end]: readonly [number, number]): Problem {
  return {
    code: "not-yaml",
    message: `This is not valid YAML: ${message}.`.replace(/\.\.$/, "."),
    span: { start, end },
  };
}

function readCluster(reader: YamlReader, entry: Entry): Cluster {
  checkName(reader, entry, "cluster");
  const map = reader.record(entry.value, `cluster "${entry.key}"`, entry.keySpan, CLUSTER_KEYS);
  const version = readVersion(reader, map.get("version"));
  const nodesEntry = map.get("nodes");
  const nodes = nodesEntry
    ? reader
        .entries(nodesEntry.value, `"nodes" of cluster "${entry.key}"`, nodesEntry.keySpan)
        .map((node) => readNode(reader, node))
    : [];
  if (nodes.length === 0)
    reader.report("no-nodes", `Cluster "${entry.key}" has no nodes. List at least one under "nodes".`, entry.keySpan);
  reportSharedAddresses(reader, nodes);
  const tls = map.get("tls");
  const approvers = map.get("approvers");
  return {
    name: entry.key,
    flavor: reader.choice(map.get("flavor"), ["mysql", "mariadb"]) ?? likelyFlavor(version),
    ...optional("version", version),
    ...optional("user", reader.text(map.get("user"))),
    ...optional("defaultsFile", reader.text(map.get("defaults-file"))),
    ...(tls ? { tls: readTls(reader, tls) } : {}),
    ...optional("objectives", readObjectives(reader, map)),
    production: reader.boolean(map.get("production")) ?? map.has("production"),
    ...(approvers ? { approvers: readApprovers(reader, approvers) } : {}),
    ...optional("sandbox", reader.text(map.get("sandbox"))),
    nodes,
    span: entry.span,
  };
}

/** MariaDB's versions run from 10 on; MySQL's jumped from 9 to 26. */
function likelyFlavor(version: string | undefined): Flavor {
  const major = version === undefined ? undefined : parseVersion(version)?.major;
  return major !== undefined && major >= 10 && major < 26 ? "mariadb" : "mysql";
}

function readNode(reader: YamlReader, entry: Entry): ClusterNode {
  checkName(reader, entry, "node");
  const map = reader.record(entry.value, `node "${entry.key}"`, entry.keySpan, NODE_KEYS);
  const socket = reader.text(map.get("socket"));
  const host = reader.text(map.get("host"));
  if (host === undefined && socket === undefined && !map.has("host")) {
    reader.report("missing-host", `Node "${entry.key}" has no host. Add "host" or "socket".`, entry.keySpan);
  }
  return {
    name: entry.key,
    host: host ?? (socket === undefined ? "" : "localhost"),
    port: reader.integer(map.get("port"), 1, 65535) ?? DEFAULT_PORT,
    ...optional("socket", socket),
    ...optional("role", reader.choice<IntendedRole>(map.get("role"), ["source", "replica"])),
    ...optional("site", reader.text(map.get("site"))),
    ...optional("config", reader.text(map.get("config"))),
    ...optional("ssh", reader.text(map.get("ssh"))),
    ...optional("version", readVersion(reader, map.get("version"))),
    ...optional("priority", reader.integer(map.get("priority"), -1_000_000, 1_000_000)),
    ...optional("delayMs", readDuration(reader, map.get("delay"))),
    span: entry.span,
  };
}

/** Kept even when it is none, so that nothing is taken for unsaid. */
function readVersion(reader: YamlReader, entry: Entry | undefined): string | undefined {
  const version = reader.text(entry);
  if (entry !== undefined && version !== undefined && !parseVersion(version)) {
    reader.report("bad-version", `"${version}" is not a server version. Write it like "8.4" or "10.11".`, entry.span);
  }
  return version;
}

function readObjectives(reader: YamlReader, map: ReadonlyMap<string, Entry>): ClusterObjectives | undefined {
  const objectives: ClusterObjectives = {
    ...optional("rpoMs", readDuration(reader, map.get("rpo"))),
    ...optional("backupIntervalMs", readDuration(reader, map.get("backup-interval"))),
    ...optional("rebuildTimeMs", readDuration(reader, map.get("rebuild-time"))),
  };
  return Object.keys(objectives).length > 0 ? objectives : undefined;
}

function readDuration(reader: YamlReader, entry: Entry | undefined): number | undefined {
  const text = reader.text(entry);
  if (entry === undefined || text === undefined) return undefined;
  const duration = parseDuration(text);
  if (duration === undefined)
    reader.report("bad-duration", `"${entry.key}" must be a time such as 30s, 6h or 1d.`, entry.span);
  return duration;
}

function readTls(reader: YamlReader, entry: Entry): ClusterTls {
  const map = reader.record(entry.value, '"tls"', entry.span, TLS_KEYS);
  return {
    ...optional("ca", reader.text(map.get("ca"))),
    ...optional("cert", reader.text(map.get("cert"))),
    ...optional("key", reader.text(map.get("key"))),
    verify: reader.choice(map.get("verify"), ["identity", "ca", "none"]) ?? "identity",
  };
}

function checkName(reader: YamlReader, entry: Entry, what: "cluster" | "node"): void {
  if (!NAME.test(entry.key)) {
    reader.report(
      "bad-name",
      `"${entry.key}" cannot name a ${what}. Use letters, digits, "_", "-" and ".".`,
      entry.keySpan,
    );
  } else if (what === "node" && RESERVED_NAMES.has(entry.key)) {
    reader.report(
      "reserved-name",
      `"${entry.key}" has a meaning of its own in "on=". Give the node another name.`,
      entry.keySpan,
    );
  }
}

/** Two names for one instance would run a step on it twice. */
function reportSharedAddresses(reader: YamlReader, nodes: readonly ClusterNode[]): void {
  const owners = new Map<string, string>();
  for (const node of nodes) {
    if (node.host === "") continue;
    const address = node.socket ?? `${node.host.toLowerCase()}:${node.port}`;
    const owner = owners.get(address);
    if (owner === undefined) owners.set(address, node.name);
    else
      reader.report(
        "duplicate-address",
        `Nodes "${owner}" and "${node.name}" are the same instance, ${address}. Correct one of them.`,
        pickSpan(node),
      );
  }
}

function pickSpan(node: ClusterNode): Span {
  return { start: node.span.start, end: Math.min(node.span.end, node.span.start + node.name.length) };
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}
