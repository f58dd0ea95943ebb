import { join } from "node:path";
import { atLeast } from "../../mysql/flavor.ts";
import type { ServerBuild } from "../instances/server-build.ts";
import type { Replication } from "./types.ts";

export interface OptionFileRequest {
  readonly build: ServerBuild;
  readonly replication: Replication;
  readonly semiSync: boolean;
  readonly serverId: number;
  readonly intendedSource: boolean;
  readonly port: number;
  readonly socket: string;
  readonly folder: string;
  /** UUID of the replication group; used with `group` only. */
  readonly groupName?: string;
  readonly groupPorts?: readonly number[];
}

type Section = readonly [title: string, settings: readonly (readonly [name: string, value: string | number])[]];

/** A node's my.cnf: small, durable, read-only at start whatever its role, and only with names that this very version accepts without a warning. */
export function renderOptionFile(request: OptionFileRequest): string {
  const { build } = request;
  const sections: Section[] = [
    ["Where it lives", place(request)],
    [
      "Who it is",
      [
        ["server_id", request.serverId],
        ["report_host", "127.0.0.1"],
        ["report_port", request.port],
      ],
    ],
    ["Small enough for several on one machine", small(build)],
    [
      "Every commit survives a crash",
      [
        ["innodb_flush_log_at_trx_commit", 1],
        ["sync_binlog", 1],
      ],
    ],
    ["Any node can become the source", binaryLog(request)],
    ["A node that starts takes no writes, runs no events and follows nobody until it is told to", replica(build)],
    ...(request.semiSync ? [["A commit waits for one replica to have it", semiSync(request)] as const] : []),
    ...(request.replication === "group" ? [["Member of a group with one primary", group(request)] as const] : []),
  ];
  const body = sections.map(
    ([title, settings]) => `# ${title}\n${settings.map(([name, value]) => `${name} = ${value}`).join("\n")}\n`,
  );
  return `[mysqld]\n${body.join("\n")}`;
}

function place({ build, folder, port, socket }: OptionFileRequest): [string, string | number][] {
  const settings: [string, string | number][] = [
    ["datadir", quoted(join(folder, "data"))],
    ["bind_address", "127.0.0.1"],
    ["port", port],
    ["socket", quoted(socket)],
    ["pid_file", quoted(join(folder, "mysqld.pid"))],
    ["log_error", quoted(join(folder, "error.log"))],
    ["secure_file_priv", quoted(join(folder, "files"))],
    ["tmpdir", quoted(join(folder, "tmp"))],
    ["skip_name_resolve", "ON"],
  ];
  for (const [name, path] of Object.entries(build.layout)) settings.push([name, quoted(path)]);
  if (build.flavor === "mysql" && atLeast(build.version, 8)) settings.push(["mysqlx", "OFF"]);
  return settings;
}

function small({ flavor, version }: ServerBuild): [string, string | number][] {
  const redo = flavor === "mysql" && atLeast(version, 8, 0, 30) ? "innodb_redo_log_capacity" : "innodb_log_file_size";
  return [
    ["innodb_buffer_pool_size", "64M"],
    [redo, "16M"],
  ];
}

function binaryLog({ build, replication }: OptionFileRequest): [string, string | number][] {
  const { flavor, version } = build;
  const settings: [string, string | number][] = [["log_bin", "binlog"]];
  if (flavor === "mariadb" || !atLeast(version, 8)) settings.push(["binlog_format", "ROW"]);
  if (flavor === "mariadb") {
    settings.push(["log_slave_updates", "ON"], ["gtid_strict_mode", "ON"]);
    settings.push(atLeast(version, 10, 6, 1) ? ["binlog_expire_logs_seconds", 604800] : ["expire_logs_days", 7]);
    return settings;
  }
  settings.push([atLeast(version, 8, 0, 26) ? "log_replica_updates" : "log_slave_updates", "ON"]);
  settings.push(["gtid_mode", replication === "position" ? "OFF" : "ON"], ["enforce_gtid_consistency", "ON"]);
  settings.push(atLeast(version, 8) ? ["binlog_expire_logs_seconds", 604800] : ["expire_logs_days", 7]);
  return settings;
}

function replica({ flavor, version }: ServerBuild): [string, string | number][] {
  const settings: [string, string | number][] = [
    ["event_scheduler", "OFF"],
    ["read_only", "ON"],
  ];
  if (flavor === "mysql") settings.push(["super_read_only", "ON"]);
  settings.push(["relay_log", "relay"], ["relay_log_recovery", "ON"]);
  if (flavor === "mariadb") {
    settings.push(
      ["slave_parallel_threads", 4],
      ["slave_parallel_mode", "optimistic"],
      ["slave_net_timeout", 10],
      ["skip_slave_start", "ON"],
    );
    return settings;
  }
  const word = atLeast(version, 8, 0, 26) ? "replica" : "slave";
  if (!atLeast(version, 8, 0, 27)) settings.push([`${word}_parallel_type`, "LOGICAL_CLOCK"]);
  if (!atLeast(version, 8, 0, 23))
    settings.push(["master_info_repository", "TABLE"], ["relay_log_info_repository", "TABLE"]);
  settings.push(
    [`${word}_parallel_workers`, 4],
    [`${word}_preserve_commit_order`, "ON"],
    [`${word}_net_timeout`, 10],
    [`skip_${word}_start`, "ON"],
  );
  return settings;
}

function semiSync({ build, intendedSource }: OptionFileRequest): [string, string | number][] {
  const { flavor, version } = build;
  const renamed = flavor === "mysql" && atLeast(version, 8, 0, 26);
  const [source, replica] = renamed ? ["source", "replica"] : ["master", "slave"];
  const plugins: [string, string][] =
    flavor === "mysql" ? [["plugin_load_add", `semisync_${source}.so;semisync_${replica}.so`]] : [];
  return [
    ...plugins,
    [`rpl_semi_sync_${source}_enabled`, intendedSource ? "ON" : "OFF"],
    [`rpl_semi_sync_${source}_wait_point`, "AFTER_SYNC"],
    [`rpl_semi_sync_${source}_timeout`, 2000],
    [`rpl_semi_sync_${replica}_enabled`, "ON"],
  ];
}

/** The group talks over the servers' own ports, which are bound to 127.0.0.1; the older stack listens on all addresses. */
function group({ groupName, port, groupPorts }: OptionFileRequest): [string, string | number][] {
  return [
    ["plugin_load_add", "group_replication.so"],
    ["group_replication_group_name", groupName ?? ""],
    ["group_replication_communication_stack", "MYSQL"],
    ["group_replication_local_address", `127.0.0.1:${port}`],
    ["group_replication_group_seeds", (groupPorts ?? []).map((other) => `127.0.0.1:${other}`).join(",")],
    ["group_replication_start_on_boot", "OFF"],
    ["group_replication_recovery_get_public_key", "ON"],
  ];
}

/** The servers read backslashes and quotes in values; a path with a space or `#` needs quotes. */
function quoted(path: string): string {
  return /[\s#"'\\]/.test(path) ? `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"` : path;
}
