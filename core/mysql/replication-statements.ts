import type { Flavor } from "./flavor.ts";

/** Versions in the notation of version-range.ts; a flavor that is not named has never had it. */
type Versions = Readonly<Partial<Record<Flavor, string>>>;

/** A statement, an option of one, or a function that recovery and replication are done with. */
export interface StatementFact {
  /** In upper case; of a function without its brackets. */
  readonly name: string;
  readonly kind: "statement" | "option" | "function";
  readonly meaning: string;
  readonly versions: Versions;
  /** Where the server takes it with a warning. */
  readonly deprecated?: Versions;
  /** What does the same in versions that have it not, or that warn of it. */
  readonly replacement?: Versions;
  /** Options: the statements that take it. */
  readonly of?: readonly string[];
}

const OLD = "<8.4";
const WARNED = ">=8.0.22 <8.4";
const REPLICA = { mysql: ">=8.0.22", mariadb: ">=10.5.1" };
const EVERY = { mysql: "*", mariadb: "*" };

function statement(
  name: string,
  meaning: string,
  versions: Versions,
  more: Partial<StatementFact> = {},
): StatementFact {
  return { name, kind: "statement", meaning, versions, ...more };
}

function old(name: string, current: string, meaning: string, warned = WARNED, mariadb?: string): StatementFact {
  return statement(
    name,
    meaning,
    { mysql: OLD, mariadb: "*" },
    {
      deprecated: { mysql: warned },
      replacement: { mysql: current, ...(mariadb ? { mariadb } : {}) },
    },
  );
}

const statements: readonly StatementFact[] = [
  statement("SHOW REPLICA STATUS", "State of replication on this replica, one row per channel.", REPLICA, {
    replacement: { mysql: "SHOW SLAVE STATUS", mariadb: "SHOW SLAVE STATUS" },
  }),
  old("SHOW SLAVE STATUS", "SHOW REPLICA STATUS", "State of replication on this replica, one row per channel."),
  statement(
    "SHOW ALL REPLICAS STATUS",
    "State of all replication connections of this replica.",
    { mariadb: ">=10.5.1" },
    { replacement: { mysql: "SHOW REPLICA STATUS" } },
  ),
  statement(
    "SHOW ALL SLAVES STATUS",
    "State of all replication connections of this replica.",
    { mariadb: "*" },
    { replacement: { mysql: "SHOW REPLICA STATUS" } },
  ),
  statement(
    "SHOW BINARY LOG STATUS",
    "File and position that the server writes its binary log at, and the GTIDs executed.",
    { mysql: ">=8.2", mariadb: ">=11.8" },
    {
      replacement: { mysql: "SHOW MASTER STATUS", mariadb: "SHOW BINLOG STATUS" },
    },
  ),
  statement(
    "SHOW BINLOG STATUS",
    "File and position that the server writes its binary log at.",
    { mariadb: ">=10.5.2" },
    {
      replacement: { mysql: "SHOW BINARY LOG STATUS", mariadb: "SHOW MASTER STATUS" },
    },
  ),
  old(
    "SHOW MASTER STATUS",
    "SHOW BINARY LOG STATUS",
    "File and position that the server writes its binary log at.",
    ">=8.2 <8.4",
    "SHOW BINLOG STATUS",
  ),
  statement("SHOW BINARY LOGS", "The binary log files of this server, with their sizes.", EVERY),
  old("SHOW MASTER LOGS", "SHOW BINARY LOGS", "The binary log files of this server, with their sizes."),
  statement(
    "SHOW REPLICAS",
    "Replicas that are registered at this source.",
    { mysql: ">=8.0.22" },
    { replacement: { mysql: "SHOW SLAVE HOSTS", mariadb: "SHOW REPLICA HOSTS" } },
  ),
  statement(
    "SHOW REPLICA HOSTS",
    "Replicas that are registered at this source.",
    { mariadb: ">=10.5.1" },
    { replacement: { mysql: "SHOW REPLICAS", mariadb: "SHOW SLAVE HOSTS" } },
  ),
  old(
    "SHOW SLAVE HOSTS",
    "SHOW REPLICAS",
    "Replicas that are registered at this source.",
    WARNED,
    "SHOW REPLICA HOSTS",
  ),
  statement("SHOW BINLOG EVENTS", "Events of a binary log file.", EVERY),
  statement("START REPLICA", "Starts the threads that fetch and apply the source's binary log.", REPLICA, {
    replacement: { mysql: "START SLAVE", mariadb: "START SLAVE" },
  }),
  statement("STOP REPLICA", "Stops the threads that fetch and apply the source's binary log.", REPLICA, {
    replacement: { mysql: "STOP SLAVE", mariadb: "STOP SLAVE" },
  }),
  statement("RESET REPLICA", "Forgets position and relay logs; the connection's settings stay.", REPLICA, {
    replacement: { mysql: "RESET SLAVE", mariadb: "RESET SLAVE" },
  }),
  statement(
    "RESET REPLICA ALL",
    "Forgets position, relay logs and the connection's settings: this server is no replica any more.",
    REPLICA,
    { replacement: { mysql: "RESET SLAVE ALL", mariadb: "RESET SLAVE ALL" } },
  ),
  statement(
    "STOP ALL REPLICAS",
    "Stops every replication connection.",
    { mariadb: ">=10.5.1" },
    { replacement: { mysql: "STOP REPLICA" } },
  ),
  statement(
    "START ALL REPLICAS",
    "Starts every replication connection.",
    { mariadb: ">=10.5.1" },
    { replacement: { mysql: "START REPLICA" } },
  ),
  old("START SLAVE", "START REPLICA", "Starts the threads that fetch and apply the source's binary log."),
  old("STOP SLAVE", "STOP REPLICA", "Stops the threads that fetch and apply the source's binary log."),
  old("RESET SLAVE", "RESET REPLICA", "Forgets position and relay logs."),
  old("RESET SLAVE ALL", "RESET REPLICA ALL", "Forgets position, relay logs and the connection's settings."),
  statement(
    "CHANGE REPLICATION SOURCE TO",
    "Sets where this replica reads from and how.",
    { mysql: ">=8.0.23" },
    { replacement: { mysql: "CHANGE MASTER TO", mariadb: "CHANGE MASTER TO" } },
  ),
  old(
    "CHANGE MASTER TO",
    "CHANGE REPLICATION SOURCE TO",
    "Sets where this replica reads from and how.",
    ">=8.0.23 <8.4",
  ),
  statement("CHANGE REPLICATION FILTER", "Sets what this replica leaves out.", { mysql: ">=5.7" }),
  statement(
    "RESET BINARY LOGS AND GTIDS",
    "Deletes all binary logs and forgets every executed GTID.",
    { mysql: ">=8.2" },
    { replacement: { mysql: "RESET MASTER", mariadb: "RESET MASTER" } },
  ),
  old(
    "RESET MASTER",
    "RESET BINARY LOGS AND GTIDS",
    "Deletes all binary logs and forgets every executed GTID.",
    ">=8.2 <8.4",
  ),
  statement(
    "PURGE BINARY LOGS",
    "Deletes binary logs up to a file or a time. What a replica or a recovery still needs is lost with them.",
    EVERY,
  ),
  old("PURGE MASTER LOGS", "PURGE BINARY LOGS", "Deletes binary logs up to a file or a time."),
  statement("FLUSH BINARY LOGS", "Ends the current binary log file and begins the next.", EVERY),
  statement(
    "FLUSH TABLES WITH READ LOCK",
    "Closes all tables and blocks writes until UNLOCK TABLES or the end of the session.",
    EVERY,
  ),
  statement("UNLOCK TABLES", "Gives back the locks of this session.", EVERY),
  statement(
    "LOCK INSTANCE FOR BACKUP",
    "Blocks DDL while a backup is taken; writes go on.",
    { mysql: ">=8.0" },
    { replacement: { mariadb: "BACKUP STAGE START" } },
  ),
  statement(
    "UNLOCK INSTANCE",
    "Ends LOCK INSTANCE FOR BACKUP.",
    { mysql: ">=8.0" },
    { replacement: { mariadb: "BACKUP STAGE END" } },
  ),
  statement(
    "BACKUP STAGE START",
    "Begins the stages of a backup.",
    { mariadb: ">=10.4" },
    { replacement: { mysql: "LOCK INSTANCE FOR BACKUP" } },
  ),
  statement(
    "BACKUP STAGE END",
    "Ends the stages of a backup.",
    { mariadb: ">=10.4" },
    { replacement: { mysql: "UNLOCK INSTANCE" } },
  ),
  statement(
    "SET GLOBAL read_only = ON",
    "Refuses writes of all accounts that have no right to write nevertheless.",
    EVERY,
  ),
  statement(
    "SET GLOBAL super_read_only = ON",
    "Refuses writes of every account, administrators included.",
    { mysql: ">=5.7.8" },
    { replacement: { mariadb: "SET GLOBAL read_only = ON" } },
  ),
  statement("SET GLOBAL offline_mode = ON", "Ends the connections of all but administrators and refuses new ones.", {
    mysql: ">=5.7.5",
  }),
  statement(
    "SET PERSIST",
    "Sets a variable now and for every start to come.",
    { mysql: ">=8.0" },
    { replacement: { mysql: "SET GLOBAL", mariadb: "SET GLOBAL" } },
  ),
  statement("SHOW PROCESSLIST", "Sessions of this server.", EVERY),
  statement("CLONE INSTANCE FROM", "Replaces all data of this server by a copy of another's.", { mysql: ">=8.0.17" }),
  statement("CLONE LOCAL DATA DIRECTORY", "Writes a copy of all data into a new folder.", { mysql: ">=8.0.17" }),
  statement("SET PERSIST_ONLY", "Sets a variable for every start to come, not now.", { mysql: ">=8.0" }),
  statement("RESET PERSIST", "Forgets what SET PERSIST wrote.", { mysql: ">=8.0" }),
  statement("RESTART", "Stops this server and starts it again, where something watches over it.", { mysql: ">=8.0.4" }),
  statement("INSTALL COMPONENT", "Loads a component, now and at every start.", { mysql: ">=8.0" }),
  statement("UNINSTALL COMPONENT", "Unloads a component.", { mysql: ">=8.0" }),
  statement("ALTER INSTANCE ROTATE BINLOG MASTER KEY", "Encrypts new binary logs with a new key.", {
    mysql: ">=8.0.14",
  }),
  statement(
    "ALTER INSTANCE RELOAD TLS",
    "Reads certificate and key again.",
    { mysql: ">=8.0.16" },
    {
      replacement: { mariadb: "FLUSH SSL" },
    },
  ),
];

const CHANGE_NEW = ["CHANGE REPLICATION SOURCE TO"];
const CHANGE_OLD = ["CHANGE MASTER TO"];

/** Options that exist under SOURCE_ and MASTER_ names alike. */
const connectionOptions: readonly (readonly [name: string, meaning: string, versions: Versions])[] = [
  ["HOST", "Host name or address of the source.", EVERY],
  ["PORT", "Port of the source.", EVERY],
  ["USER", "Account that the replica connects with.", EVERY],
  ["PASSWORD", "Password of that account; it is written to the audit trail as `***` only.", EVERY],
  ["LOG_FILE", "Binary log file of the source to go on from.", EVERY],
  ["LOG_POS", "Position in that file to go on from.", EVERY],
  ["AUTO_POSITION", "1: the source sends whatever GTIDs this replica lacks.", { mysql: "*" }],
  ["CONNECT_RETRY", "Seconds between two attempts to connect.", EVERY],
  ["RETRY_COUNT", "How often to try to connect; 0 is without end.", EVERY],
  ["DELAY", "Seconds that this replica stays behind on purpose.", EVERY],
  ["HEARTBEAT_PERIOD", "Seconds without an event after which the source says that it is there.", EVERY],
  ["SSL", "1: the connection must be encrypted.", EVERY],
  ["SSL_CA", "File of the certificate authority that the source's certificate must be from.", EVERY],
  ["SSL_CERT", "File of this replica's own certificate.", EVERY],
  ["SSL_KEY", "File of the key of that certificate.", EVERY],
  ["SSL_VERIFY_SERVER_CERT", "1: the source's certificate must carry its host name.", EVERY],
  ["BIND", "Network interface to connect from.", { mysql: "*" }],
];

function option(
  name: string,
  meaning: string,
  of: readonly string[],
  versions: Versions,
  more: Partial<StatementFact> = {},
): StatementFact {
  return { name, kind: "option", meaning, of, versions, ...more };
}

const options: readonly StatementFact[] = [
  ...connectionOptions.flatMap(([name, meaning, versions]) => [
    option(
      `SOURCE_${name}`,
      meaning,
      CHANGE_NEW,
      { mysql: ">=8.0.23" },
      { replacement: { mysql: `MASTER_${name}`, ...(versions.mariadb ? { mariadb: `MASTER_${name}` } : {}) } },
    ),
    option(
      `MASTER_${name}`,
      meaning,
      CHANGE_OLD,
      { mysql: OLD, ...(versions.mariadb ? { mariadb: "*" } : {}) },
      {
        deprecated: { mysql: ">=8.0.23 <8.4" },
        replacement: { mysql: `SOURCE_${name}` },
      },
    ),
  ]),
  option(
    "GET_SOURCE_PUBLIC_KEY",
    "1: asks the source for its key, so that caching_sha2_password works without TLS.",
    CHANGE_NEW,
    { mysql: ">=8.0.23" },
  ),
  option(
    "GET_MASTER_PUBLIC_KEY",
    "1: asks the source for its key, so that caching_sha2_password works without TLS.",
    CHANGE_OLD,
    { mysql: ">=8.0.4 <8.4" },
    { replacement: { mysql: "GET_SOURCE_PUBLIC_KEY" } },
  ),
  option(
    "MASTER_USE_GTID",
    "slave_pos: goes on behind the last transaction that this replica applied.",
    CHANGE_OLD,
    { mariadb: ">=10.0" },
    { replacement: { mysql: "SOURCE_AUTO_POSITION" } },
  ),
  option(
    "MASTER_DEMOTE_TO_SLAVE",
    "1: a former source becomes a replica; its own transactions count as applied.",
    CHANGE_OLD,
    { mariadb: ">=10.10" },
  ),
  option("SOURCE_CONNECTION_AUTO_FAILOVER", "1: goes to another source by itself when this one is gone.", CHANGE_NEW, {
    mysql: ">=8.0.23",
  }),
  option("GTID_ONLY", "1: file positions are not kept.", CHANGE_NEW, { mysql: ">=8.0.27" }),
  option("REQUIRE_ROW_FORMAT", "1: takes row events only.", CHANGE_NEW, { mysql: ">=8.0.19" }),
  option("REQUIRE_TABLE_PRIMARY_KEY_CHECK", "What happens to tables without a primary key.", CHANGE_NEW, {
    mysql: ">=8.0.20",
  }),
  option("PRIVILEGE_CHECKS_USER", "Account whose rights the applied events need.", CHANGE_NEW, { mysql: ">=8.0.18" }),
  option("RELAY_LOG_FILE", "Relay log to go on from.", [...CHANGE_NEW, ...CHANGE_OLD], EVERY),
  option("RELAY_LOG_POS", "Position in the relay log to go on from.", [...CHANGE_NEW, ...CHANGE_OLD], EVERY),
  option("IGNORE_SERVER_IDS", "Servers whose events are left out.", [...CHANGE_NEW, ...CHANGE_OLD], EVERY),
  option(
    "UNTIL SQL_AFTER_MTS_GAPS",
    "Applies until no gap is left between parallel workers.",
    ["START REPLICA", "START SLAVE"],
    { mysql: "*" },
  ),
  option("UNTIL SQL_AFTER_GTIDS =", "Applies up to and with these transactions.", ["START REPLICA", "START SLAVE"], {
    mysql: "*",
    mariadb: ">=11.3",
  }),
  option(
    "UNTIL SQL_BEFORE_GTIDS =",
    "Applies up to the first of these transactions: the way past a mistaken one.",
    ["START REPLICA", "START SLAVE"],
    { mysql: "*", mariadb: ">=11.3" },
  ),
  option(
    "SQL_THREAD",
    "Only the thread that applies.",
    ["START REPLICA", "STOP REPLICA", "START SLAVE", "STOP SLAVE"],
    EVERY,
  ),
  option(
    "IO_THREAD",
    "Only the thread that fetches.",
    ["START REPLICA", "STOP REPLICA", "START SLAVE", "STOP SLAVE"],
    EVERY,
  ),
];

function fn(name: string, meaning: string, versions: Versions, more: Partial<StatementFact> = {}): StatementFact {
  return { name, kind: "function", meaning, versions, ...more };
}

const functions: readonly StatementFact[] = [
  fn(
    "WAIT_FOR_EXECUTED_GTID_SET",
    "Waits until this server has executed the GTIDs. 0: done, 1: the timeout in seconds has passed.",
    { mysql: ">=5.7.5" },
    { replacement: { mariadb: "MASTER_GTID_WAIT" } },
  ),
  fn(
    "WAIT_UNTIL_SQL_THREAD_AFTER_GTIDS",
    "Waits until the applier has executed the GTIDs.",
    { mysql: OLD },
    { deprecated: { mysql: ">=8.0.18 <8.4" }, replacement: { mysql: "WAIT_FOR_EXECUTED_GTID_SET" } },
  ),
  fn(
    "SOURCE_POS_WAIT",
    "Waits until this replica has applied up to a file and position of its source.",
    { mysql: ">=8.0.26" },
    { replacement: { mysql: "MASTER_POS_WAIT", mariadb: "MASTER_POS_WAIT" } },
  ),
  fn("MASTER_POS_WAIT", "Waits until this replica has applied up to a file and position of its source.", EVERY, {
    deprecated: { mysql: ">=8.0.26" },
    replacement: { mysql: "SOURCE_POS_WAIT" },
  }),
  fn(
    "MASTER_GTID_WAIT",
    "Waits until this server has applied up to a GTID position. 0: done, -1: the timeout has passed.",
    { mariadb: ">=10.0" },
    { replacement: { mysql: "WAIT_FOR_EXECUTED_GTID_SET" } },
  ),
  fn("BINLOG_GTID_POS", "The GTID position that belongs to a binary log file and position.", { mariadb: ">=10.0" }),
  fn("GTID_SUBSET", "1 when every GTID of the first set is in the second.", { mysql: ">=5.6" }),
  fn("GTID_SUBTRACT", "The GTIDs of the first set that are not in the second.", { mysql: ">=5.6" }),
];

export const statementFacts: readonly StatementFact[] = [...statements, ...options, ...functions];
