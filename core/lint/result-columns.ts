import { begins, type UnplacedStatement } from "./code.ts";

const replicaStatus = `Replica_IO_State Source_Host Source_User Source_Port Connect_Retry Source_Log_File Read_Source_Log_Pos
  Relay_Log_File Relay_Log_Pos Relay_Source_Log_File Replica_IO_Running Replica_SQL_Running Replicate_Do_DB Replicate_Ignore_DB
  Replicate_Do_Table Replicate_Ignore_Table Replicate_Wild_Do_Table Replicate_Wild_Ignore_Table Last_Errno Last_Error
  Skip_Counter Exec_Source_Log_Pos Relay_Log_Space Until_Condition Until_Log_File Until_Log_Pos Source_SSL_Allowed
  Source_SSL_CA_File Source_SSL_CA_Path Source_SSL_Cert Source_SSL_Cipher Source_SSL_Key Seconds_Behind_Source
  Source_SSL_Verify_Server_Cert Last_IO_Errno Last_IO_Error Last_SQL_Errno Last_SQL_Error Replicate_Ignore_Server_Ids
  Source_Server_Id Source_UUID Source_Info_File SQL_Delay SQL_Remaining_Delay Replica_SQL_Running_State Source_Retry_Count
  Source_Bind Last_IO_Error_Timestamp Last_SQL_Error_Timestamp Source_SSL_Crl Source_SSL_Crlpath Retrieved_Gtid_Set
  Executed_Gtid_Set Auto_Position Replicate_Rewrite_DB Channel_Name Source_TLS_Version Source_public_key_path
  Get_Source_public_key Network_Namespace`;

// MariaDB has columns of its own beside them: https://mariadb.com/kb/en/show-replica-status/
const mariadbStatus = `Using_Gtid Gtid_IO_Pos Gtid_Slave_Pos Replicate_Do_Domain_Ids Replicate_Ignore_Domain_Ids Parallel_Mode
  Slave_DDL_Groups Slave_Non_Transactional_Groups Slave_Transactional_Groups Connection_name Slave_SQL_State
  Retried_transactions Max_relay_log_size Executed_log_entries Slave_received_heartbeats Slave_heartbeat_period
  Master_last_event_time Slave_last_event_time Master_Slave_time_diff`;

const binaryLogStatus = [
  "File",
  "Position",
  "Binlog_Do_DB",
  "Binlog_Ignore_DB",
  "Executed_Gtid_Set",
  "Gtid_Binlog_Pos",
];

const known: readonly (readonly [string, readonly string[]])[] = [
  ...["SHOW REPLICA STATUS", "SHOW SLAVE STATUS", "SHOW ALL REPLICAS STATUS", "SHOW ALL SLAVES STATUS"].map(
    (name) => [name, `${replicaStatus} ${mariadbStatus}`.split(/\s+/)] as const,
  ),
  ...["SHOW BINARY LOG STATUS", "SHOW MASTER STATUS", "SHOW BINLOG STATUS"].map(
    (name) => [name, binaryLogStatus] as const,
  ),
  ["SHOW BINARY LOGS", ["Log_name", "File_size", "Encrypted"]],
  ["SHOW MASTER LOGS", ["Log_name", "File_size", "Encrypted"]],
  ...["SHOW VARIABLES", "SHOW * VARIABLES", "SHOW STATUS", "SHOW * STATUS LIKE", "SHOW * STATUS WHERE"].map(
    (name) => [name, ["Variable_name", "Value"]] as const,
  ),
];

/** The columns of a statement's result, all spellings in MySQL's new words; undefined where the text alone does not tell. */
export function resultColumns(statement: UnplacedStatement): readonly string[] | undefined {
  if (statement.words[0] === "SELECT") return selectColumns(statement);
  return known.find(([words]) => begins(statement, words))?.[1];
}

const listEnds = new Set([
  "FROM",
  "INTO",
  "WHERE",
  "GROUP",
  "HAVING",
  "ORDER",
  "LIMIT",
  "FOR",
  "UNION",
  "EXCEPT",
  "INTERSECT",
  "PROCEDURE",
  "WINDOW",
]);

function selectColumns({ tokens, words }: UnplacedStatement): readonly string[] | undefined {
  const items: string[][] = [[]];
  const written: string[][] = [[]];
  let depth = 0;
  for (let index = 1; index < words.length; index++) {
    const word = words[index] ?? "";
    if (word === "(") depth++;
    if (word === ")") depth--;
    if (depth === 0 && listEnds.has(word)) break;
    if (depth === 0 && word === ",") {
      items.push([]);
      written.push([]);
    } else {
      items.at(-1)?.push(word);
      written.at(-1)?.push(tokens[index]?.text ?? "");
    }
  }
  const columns: string[] = [];
  for (const [index, item] of items.entries()) {
    const name = columnName(item, written[index] ?? []);
    if (name === undefined) return undefined;
    columns.push(name);
  }
  return columns;
}

/** The alias, or the last part of a plain name; an expression without an alias is named in a way that nobody can write. */
function columnName(item: readonly string[], written: readonly string[]): string | undefined {
  const last = written.at(-1);
  if (item.length === 0 || last === undefined || item.includes("*") || item.some((word) => word.startsWith("${")))
    return undefined;
  if (item.at(-2) === "AS") return unquote(last);
  const isPlain = written.every((part, index) => (index % 2 === 1 ? part === "." : /^(?:\w+|`[^`]+`)$/.test(part)));
  if (isPlain && written.length % 2 === 1 && !/^(?:NULL|TRUE|FALSE|\d.*)$/i.test(last)) return unquote(last);
  // An alias without AS, or something else: not known.
  return undefined;
}

function unquote(name: string): string {
  return name.replace(/^([`"'])(.*)\1$/s, "$2");
}
