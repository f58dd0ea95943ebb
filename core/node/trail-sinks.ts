import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import type { Sink } from "../audit/sink.ts";
import { TrailError } from "../audit/types.ts";
import { parseInventory } from "../cluster/inventory.ts";
import { readTextFile } from "./files.ts";
import { sinksFileName } from "./trail-files.ts";

/**
 * The second places that `sinks.yaml` in the audit folder names:
 *
 *     - { kind: mysql, inventory: /etc/dr/clusters.yaml, cluster: trail, required: true }
 *     - { kind: syslog, socket: /dev/log, required: true }
 *     - { kind: syslog, udp: "127.0.0.1:514" }
 *
 * Rejects with TrailError when the file is there and can't be followed: a place that was asked for is not left out in silence.
 */
export async function configuredSinks(folder: string): Promise<Sink[]> {
  const path = join(folder, sinksFileName);
  const file = await readTextFile(path);
  if (file.status === "missing") return [];
  const wrong = (what: string) => new TrailError(`${path}: ${what}. Correct it; nothing runs before.`);
  if (file.status !== "read") throw wrong(file.message);
  let listed: unknown;
  try {
    listed = parse(file.text);
  } catch (error) {
    throw wrong((error as Error).message.split("\n")[0] ?? "it is no YAML");
  }
  if (!Array.isArray(listed)) throw wrong("it is no list of sinks");
  const sinks: Sink[] = [];
  for (const item of listed as readonly unknown[]) {
    const sink = await toSink(item as Record<string, unknown> | null, folder);
    if (typeof sink === "string") throw wrong(sink);
    sinks.push(sink);
  }
  return sinks;
}

async function toSink(item: Record<string, unknown> | null, folder: string): Promise<Sink | string> {
  const { kind, required = false, ...rest } = item ?? {};
  if (typeof required !== "boolean") return "required: is true or false";
  if (kind === "syslog") return syslogSink(rest, required);
  if (kind === "mysql") return clusterSink(rest, required, folder);
  return "the kind of a sink is mysql or syslog";
}

async function syslogSink({ socket, udp }: Record<string, unknown>, required: boolean): Promise<Sink | string> {
  const { localSyslogSink, udpSyslogSink } = await import("./trail-sink-syslog.ts");
  if (typeof socket === "string") return localSyslogSink(socket, required);
  const [, host, port] = /^(?:\[?)(.+?)\]?:(\d{1,5})$/.exec(typeof udp === "string" ? udp : "") ?? [];
  if (host === undefined) return "a syslog sink names socket: or udp: with host and port";
  if (required) return "nobody confirms a message over UDP, so such a sink can't be required";
  return udpSyslogSink(host, Number(port));
}

async function clusterSink(
  { inventory, cluster: name }: Record<string, unknown>,
  required: boolean,
  folder: string,
): Promise<Sink | string> {
  if (typeof inventory !== "string" || typeof name !== "string") return "a mysql sink names inventory: and cluster:";
  const path = resolve(folder, inventory);
  const file = await readTextFile(path);
  if (file.status !== "read") return file.message;
  const cluster = parseInventory(file.text).clusters.find((one) => one.name === name);
  if (cluster === undefined) return `${path} has no cluster ${name}`;
  const [{ createConnector }, { mysqlSink }] = await Promise.all([
    import("./connector.ts"),
    import("./trail-sink-mysql.ts"),
  ]);
  return mysqlSink({ cluster, required, connector: createConnector({ baseFolder: dirname(path) }) });
}
