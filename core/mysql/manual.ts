import { isOption, variableFacts } from "./catalogue.ts";
import { atLeast, type Flavor, type Version } from "./flavor.ts";

/** By the beginnings of names, first match wins: the page of MySQL's manual and that of MariaDB's. */
const PAGES: readonly (readonly [name: RegExp, mysql: string, mariadb: string])[] = [
  [/^(server_id|server_uuid)$/, "replication-options", "replication-and-binary-log-system-variables"],
  [/^group_replication_/, "group-replication-system-variables", "server-system-variables"],
  [/^wsrep_/, "server-system-variables", "galera-cluster-system-variables"],
  [/^rpl_semi_sync_(replica|slave)/, "replication-options-replica", "semisynchronous-replication"],
  [
    /^(rpl_semi_sync_|auto_increment_|show_(replica|slave)_auth)/,
    "replication-options-source",
    "semisynchronous-replication",
  ],
  [/^(gtid_|enforce_gtid|binlog_gtid_)/, "replication-options-gtids", "gtid"],
  [
    /^(binlog_|log_bin|skip_log_bin|sync_binlog|max_binlog_|log_(replica|slave)_updates|expire_logs_days|encrypt_binlog|(source|master)_verify_checksum)/,
    "replication-options-binary-log",
    "replication-and-binary-log-system-variables",
  ],
  [
    /^(replica_|slave_|relay_log|max_relay_log_size|replicate_|report_|skip_(replica|slave)_start|init_(replica|slave)|sync_(relay_log|source_info|master_info)|(master|source|relay_log)_info_|master_retry|rpl_stop_)/,
    "replication-options-replica",
    "replication-and-binary-log-system-variables",
  ],
  [/^innodb_/, "innodb-parameters", "innodb-system-variables"],
  [/^performance_schema/, "performance-schema-system-variables", "performance-schema-system-variables"],
];

const AUTO_INCREMENT = /^auto_increment_/;

/** Where the manual of the server's series tells of a setting. `name` in lower case with `_`. */
export function manualPage(name: string, server: Version): string {
  const [, mysql, mariadb] = PAGES.find(([pattern]) => pattern.test(name)) ?? [];
  if (server.flavor === "mariadb") {
    const page = AUTO_INCREMENT.test(name) ? "replication-and-binary-log-system-variables" : mariadb;
    return `https://mariadb.com/kb/en/${page ?? "server-system-variables"}/#${name}`;
  }
  const base = `https://dev.mysql.com/doc/refman/${manualSeries(server)}/en`;
  const isVariable = variableFacts(name, server)?.scope !== undefined || !isOption(name, server);
  const anchor = isVariable ? `sysvar_${name}` : `option_mysqld_${name.replaceAll("_", "-")}`;
  return `${base}/${mysql ?? (isVariable ? "server-system-variables" : "server-options")}.html#${anchor}`;
}

/** The manual is kept for long-term series. */
function manualSeries(server: Version): string {
  if (!atLeast(server, 8)) return "5.7";
  if (!atLeast(server, 8, 4)) return "8.0";
  return atLeast(server, 9) ? "9.7" : "8.4";
}

export function productOf(flavor: Flavor): string {
  return flavor === "mysql" ? "MySQL" : "MariaDB";
}
