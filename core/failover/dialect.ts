import type { Version } from "../mysql/flavor.ts";
import { atLeast } from "../mysql/flavor.ts";

export interface ReplicationAccount {
  readonly user: string;
  readonly password: string;
}

/**
 * The statements of one family of servers, chosen by what the server can do. Text arguments come as SQL literals.
 * https://dev.mysql.com/doc/refman/9.7/en/change-replication-source-to.html, https://mariadb.com/kb/en/change-master-to/
 */
export interface Dialect {
  readonly name: "mysql-8.0" | "mariadb-10.10";
  readonly replicaStatus: string;
  readonly stopReplication: string;
  readonly startReplication: string;
  readonly forgetSource: string;
  readonly fence: string;
  readonly unfence: string;
  readonly promote: string;
  /** Whether every account is kept from writing by the fence. */
  readonly fenceStopsEverybody: boolean;
  /** One row: everything that makes an instance fit to be a source, columns as in `Facts`. */
  readonly facts: string;
  /** One row, `gtids`: all that this instance has executed. */
  readonly executed: string;
  /** One row, `result`: 0 when the set is there within the seconds, else a time-out. */
  waitFor(gtids: string, seconds: number): string;
  /** Points an instance that replicates already at another source; account and TLS settings stay. */
  repoint(source: SourceLiteral): string;
  /** Makes the old source a replica. */
  demote(source: SourceLiteral, account: ReplicationAccount): string;
}

export interface SourceLiteral {
  readonly host: string;
  /** The placeholder is for plans, before it is known. */
  readonly port: number | "<port>";
}

const mysql: Dialect = {
  name: "mysql-8.0",
  replicaStatus: "SHOW REPLICA STATUS",
  stopReplication: "STOP REPLICA",
  startReplication: "START REPLICA",
  forgetSource: "RESET REPLICA ALL",
  fence: "SET GLOBAL super_read_only = ON",
  unfence: "SET GLOBAL read_only = OFF",
  promote: "SET GLOBAL read_only = OFF",
  fenceStopsEverybody: true,
  facts:
    "SELECT @@server_id AS server_id, @@GLOBAL.read_only AS read_only, @@GLOBAL.super_read_only AS fenced, " +
    "@@GLOBAL.log_bin AS log_bin, @@GLOBAL.log_replica_updates AS log_updates, @@GLOBAL.gtid_mode = 'ON' AS gtid, " +
    "@@GLOBAL.sync_binlog AS sync_binlog, @@GLOBAL.innodb_flush_log_at_trx_commit AS flush_log, " +
    "@@GLOBAL.gtid_purged AS purged",
  executed: "SELECT @@GLOBAL.gtid_executed AS gtids",
  waitFor: (gtids, seconds) => `SELECT WAIT_FOR_EXECUTED_GTID_SET(${gtids}, ${seconds}) AS result`,
  repoint: ({ host, port }) => `CHANGE REPLICATION SOURCE TO SOURCE_HOST = ${host}, SOURCE_PORT = ${port}`,
  demote: ({ host, port }, { user, password }) =>
    `CHANGE REPLICATION SOURCE TO SOURCE_HOST = ${host}, SOURCE_PORT = ${port}, SOURCE_USER = ${user}, ` +
    `SOURCE_PASSWORD = ${password}, SOURCE_SSL = 1, SOURCE_AUTO_POSITION = 1`,
};

const mariadb: Dialect = {
  name: "mariadb-10.10",
  replicaStatus: "SHOW REPLICA STATUS",
  stopReplication: "STOP SLAVE",
  startReplication: "START SLAVE",
  forgetSource: "RESET SLAVE ALL",
  fence: "SET GLOBAL read_only = ON",
  unfence: "SET GLOBAL read_only = OFF",
  promote: "SET GLOBAL read_only = OFF",
  fenceStopsEverybody: false,
  facts:
    "SELECT @@server_id AS server_id, @@GLOBAL.read_only AS read_only, @@GLOBAL.read_only AS fenced, " +
    "@@GLOBAL.log_bin AS log_bin, @@GLOBAL.log_slave_updates AS log_updates, @@GLOBAL.gtid_strict_mode AS gtid, " +
    "@@GLOBAL.sync_binlog AS sync_binlog, @@GLOBAL.innodb_flush_log_at_trx_commit AS flush_log, '' AS purged",
  executed: "SELECT @@GLOBAL.gtid_binlog_pos AS gtids",
  waitFor: (gtids, seconds) => `SELECT MASTER_GTID_WAIT(${gtids}, ${seconds}) AS result`,
  repoint: ({ host, port }) =>
    `CHANGE MASTER TO MASTER_HOST = ${host}, MASTER_PORT = ${port}, MASTER_USE_GTID = slave_pos`,
  demote: ({ host, port }, { user, password }) =>
    `CHANGE MASTER TO MASTER_HOST = ${host}, MASTER_PORT = ${port}, MASTER_USER = ${user}, ` +
    `MASTER_PASSWORD = ${password}, MASTER_USE_GTID = slave_pos, MASTER_DEMOTE_TO_SLAVE = 1`,
};

/** Undefined where no dialect fits: older than MySQL 8.0.23 or MariaDB 10.10. */
export function dialectFor(version: Version): Dialect | undefined {
  if (version.flavor === "mariadb") return atLeast(version, 10, 10) ? mariadb : undefined;
  return atLeast(version, 8, 0, 23) ? mysql : undefined;
}
