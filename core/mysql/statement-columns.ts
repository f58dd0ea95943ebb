import { isSignificant, type SqlToken } from "./sql/token.ts";
import { tokenizeSql } from "./sql/tokenize.ts";

const REPLICA_STATUS = [
  "Replica_IO_State Source_Host Source_User Source_Port Connect_Retry Source_Log_File Read_Source_Log_Pos Relay_Log_File",
  "Relay_Log_Pos Relay_Source_Log_File Replica_IO_Running Replica_SQL_Running Replicate_Do_DB Replicate_Ignore_DB",
  "Last_Errno Last_Error Skip_Counter Exec_Source_Log_Pos Relay_Log_Space Until_Condition Until_Log_File Until_Log_Pos",
  "Source_SSL_Allowed Seconds_Behind_Source Last_IO_Errno Last_IO_Error Last_SQL_Errno Last_SQL_Error Source_Server_Id",
  "SQL_Delay SQL_Remaining_Delay Replica_SQL_Running_State Source_Retry_Count Last_IO_Error_Timestamp",
  "Last_SQL_Error_Timestamp",
];
const MYSQL_ONLY =
  "Source_UUID Source_Info_File Source_Bind Retrieved_Gtid_Set Executed_Gtid_Set Auto_Position Channel_Name Source_TLS_Version";
const MARIADB_ONLY =
  "Using_Gtid Gtid_IO_Pos Parallel_Mode Slave_DDL_Groups Slave_Non_Transactional_Groups Slave_Transactional_Groups";
const MARIADB_ALL = "Connection_name Slave_SQL_State Gtid_Slave_Pos Executed_log_entries Slave_heartbeat_period";

const words = (...lists: readonly string[]): readonly string[] => lists.join(" ").split(" ");

/** The columns of SHOW … by the words behind SHOW. Replication columns are under their current names. */
const COLUMNS: readonly (readonly [pattern: RegExp, columns: readonly string[]])[] = [
  [/^ALL (?:REPLICAS|SLAVES) STATUS/, words(...REPLICA_STATUS, MARIADB_ONLY, MARIADB_ALL)],
  [/^(?:REPLICA|SLAVE) STATUS/, words(...REPLICA_STATUS, MYSQL_ONLY, MARIADB_ONLY)],
  [/^(?:BINARY LOG|MASTER|BINLOG) STATUS/, words("File Position Binlog_Do_DB Binlog_Ignore_DB Executed_Gtid_Set")],
  [/^(?:BINARY|MASTER) LOGS/, words("Log_name File_size Encrypted")],
  [/^(?:REPLICAS|(?:REPLICA|SLAVE) HOSTS)/, words("Server_Id Host Port Source_Id Replica_UUID")],
  [/^(?:GLOBAL |SESSION |LOCAL )?(?:VARIABLES|STATUS)/, words("Variable_name Value")],
  [/^(?:FULL )?PROCESSLIST/, words("Id User Host db Command Time State Info")],
  [/^(?:WARNINGS|ERRORS)/, words("Level Code Message")],
  [/^(?:DATABASES|SCHEMAS)/, words("Database")],
  [/^ENGINES/, words("Engine Support Comment Transactions XA Savepoints")],
  [/^PLUGINS/, words("Name Status Type Library License")],
  [/^BINLOG EVENTS/, words("Log_name Pos Event_type Server_id End_log_pos Info")],
];

/** The columns that a statement surely returns, replication columns under their current names; undefined when its text does not tell. */
export function columnsOf(statement: string): readonly string[] | undefined {
  const tokens = tokenizeSql(statement).filter(isSignificant);
  const first = tokens[0]?.text.toUpperCase();
  if (first === "SHOW") {
    const rest = tokens.slice(1).map((token) => token.text.toUpperCase());
    return COLUMNS.find(([pattern]) => pattern.test(rest.join(" ")))?.[1];
  }
  return first === "SELECT" ? aliasesOf(tokens) : undefined;
}

/** Names of the select list that are one plain word, or given by AS. */
function aliasesOf(tokens: readonly SqlToken[]): readonly string[] | undefined {
  const names: string[] = [];
  let depth = 0;
  let item: SqlToken[] = [];
  const finish = (): void => {
    const last = item.at(-1);
    const isAlias = item.at(-2)?.text.toUpperCase() === "AS";
    if (
      last &&
      (isAlias || item.length === 1) &&
      (last.kind === "word" || last.kind === "identifier" || last.kind === "string")
    )
      names.push(last.text.replace(/^([`'"])(.*)\1$/s, "$2"));
    item = [];
  };
  for (const token of tokens.slice(1)) {
    if (token.text === "(") depth++;
    else if (token.text === ")") depth--;
    if (depth === 0 && token.kind === "word" && /^(?:FROM|INTO|UNION|WHERE|LIMIT|ORDER)$/i.test(token.text)) break;
    if (depth === 0 && token.text === ",") finish();
    else item.push(token);
  }
  finish();
  return names.length > 0 ? names : undefined;
}
