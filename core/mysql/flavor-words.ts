import type { Flavor } from "./flavor.ts";

export interface FlavorWord {
  /** A statement's first words, a function `NAME()`, a setting `name` or an option of CHANGE … TO or START REPLICA. */
  readonly name: string;
  readonly kind: "statement" | "function" | "setting" | "option";
  readonly only: Flavor;
  /** What the other flavor has instead, as a whole sentence. */
  readonly advice: string;
  /** The same in the other flavor's words. */
  readonly same?: string;
}

/** What one flavor has and the other refuses, as tried on MySQL 5.7–9.7 and MariaDB 10.11–11.8. */
export const flavorWords: readonly FlavorWord[] = [
  ...words("statement", "mysql", [
    ["CHANGE REPLICATION SOURCE TO", "Write CHANGE MASTER TO with MASTER_… options."],
    ["SHOW REPLICAS", "Write SHOW REPLICA HOSTS.", "SHOW REPLICA HOSTS"],
    ["RESET BINARY LOGS AND GTIDS", "Write RESET MASTER.", "RESET MASTER"],
    ["LOCK INSTANCE FOR BACKUP", "Use BACKUP STAGE."],
    ["UNLOCK INSTANCE", "Use BACKUP STAGE END."],
    ["SET PERSIST", "Write SET GLOBAL, and change the option file."],
    ["SET PERSIST_ONLY", "Change the option file."],
    ["CHANGE REPLICATION FILTER", "Set replicate_… with SET GLOBAL."],
    ["START GROUP_REPLICATION", "MariaDB has Galera instead."],
    ["STOP GROUP_REPLICATION", "MariaDB has Galera instead."],
    ["CLONE INSTANCE", "Use mariadb-backup."],
    ["CLONE LOCAL", "Use mariadb-backup."],
    ["RESET PERSIST", "Change the option file."],
    ["RESTART", "Restart the service."],
    ["INSTALL COMPONENT", "MariaDB has INSTALL SONAME."],
    ["ALTER INSTANCE", "MariaDB has no statement for it but FLUSH SSL."],
  ]),
  ...words("function", "mysql", [
    ["WAIT_FOR_EXECUTED_GTID_SET", "Use MASTER_GTID_WAIT()."],
    ["WAIT_UNTIL_SQL_THREAD_AFTER_GTIDS", "Use MASTER_GTID_WAIT()."],
    ["SOURCE_POS_WAIT", "Use MASTER_POS_WAIT().", "MASTER_POS_WAIT"],
    ["GTID_SUBTRACT", "Compare @@GLOBAL.gtid_binlog_pos, one domain at a time."],
    ["GTID_SUBSET", "Compare @@GLOBAL.gtid_binlog_pos, one domain at a time."],
  ]),
  ...words("setting", "mysql", [
    ["super_read_only", "Use read_only, and take READ_ONLY ADMIN from who must not write."],
    ["offline_mode", "Use read_only and KILL."],
    ["gtid_executed", "Use gtid_binlog_pos."],
    ["gtid_purged", "Use gtid_slave_pos."],
    ["gtid_mode", "MariaDB always writes GTIDs; gtid_strict_mode is what to look at."],
    ["enforce_gtid_consistency", "MariaDB has gtid_strict_mode."],
    ["server_uuid", "MariaDB tells instances apart by server_id."],
    ["log_replica_updates", "Use log_slave_updates.", "log_slave_updates"],
  ]),
  ...words("option", "mysql", [
    ["MASTER_AUTO_POSITION", "Write MASTER_USE_GTID = slave_pos."],
    ["GET_MASTER_PUBLIC_KEY", "MariaDB has no such option."],
    ["UNTIL SQL_AFTER_MTS_GAPS", "MariaDB commits in order, and leaves no gaps."],
  ]),
  ...words("statement", "mariadb", [
    ["SHOW ALL REPLICAS STATUS", "SHOW REPLICA STATUS shows all channels.", "SHOW REPLICA STATUS"],
    ["SHOW ALL SLAVES STATUS", "SHOW REPLICA STATUS shows all channels.", "SHOW REPLICA STATUS"],
    ["STOP ALL SLAVES", "STOP REPLICA stops all channels.", "STOP REPLICA"],
    ["START ALL SLAVES", "START REPLICA starts all channels.", "START REPLICA"],
    ["STOP ALL REPLICAS", "STOP REPLICA stops all channels.", "STOP REPLICA"],
    ["START ALL REPLICAS", "START REPLICA starts all channels.", "START REPLICA"],
    ["SHOW BINLOG STATUS", "Write SHOW BINARY LOG STATUS (SHOW MASTER STATUS before 8.2)."],
    ["SHOW REPLICA HOSTS", "Write SHOW REPLICAS.", "SHOW REPLICAS"],
    ["BACKUP STAGE", "Use LOCK INSTANCE FOR BACKUP."],
    ["KILL SOFT", "Write KILL."],
    ["KILL HARD", "Write KILL."],
    ["SET STATEMENT", "Write SET SESSION before the statement, or the hint SET_VAR()."],
    ["SHUTDOWN WAIT FOR ALL SLAVES", "Wait until the replicas have all, then write SHUTDOWN."],
    ["SHUTDOWN WAIT FOR ALL REPLICAS", "Wait until the replicas have all, then write SHUTDOWN."],
    ["FLUSH TABLES WITH READ LOCK AND DISABLE CHECKPOINT", "Write FLUSH TABLES WITH READ LOCK."],
  ]),
  ...words("function", "mariadb", [
    ["MASTER_GTID_WAIT", "Use WAIT_FOR_EXECUTED_GTID_SET()."],
    ["BINLOG_GTID_POS", "Read the Executed_Gtid_Set of SHOW BINARY LOG STATUS."],
  ]),
  ...words("setting", "mariadb", [
    ["gtid_slave_pos", "Use gtid_executed."],
    ["gtid_binlog_pos", "Use gtid_executed."],
    ["gtid_current_pos", "Use gtid_executed."],
    ["gtid_strict_mode", "MySQL has gtid_mode and enforce_gtid_consistency."],
  ]),
  ...words("option", "mariadb", [
    ["MASTER_USE_GTID", "Write SOURCE_AUTO_POSITION = 1."],
    ["MASTER_DEMOTE_TO_SLAVE", "MySQL needs no such option."],
    ["UNTIL MASTER_GTID_POS", "Write UNTIL SQL_AFTER_GTIDS = '…'."],
  ]),
];

function words(
  kind: FlavorWord["kind"],
  only: Flavor,
  list: readonly (readonly [name: string, advice: string, same?: string])[],
): readonly FlavorWord[] {
  return list.map(([name, advice, same]) => ({ name, kind, only, advice, ...(same === undefined ? {} : { same }) }));
}
