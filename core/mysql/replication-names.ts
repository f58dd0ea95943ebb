/**
 * Columns of SHOW REPLICA STATUS and its kin: the names before and after MySQL 8.0.22. The statement's word decides which
 * a MySQL server answers with; MariaDB answers with the old ones to both.
 */
const renamed: readonly (readonly [old: string, current: string])[] = [
  ["Slave_IO_State", "Replica_IO_State"],
  ["Master_Host", "Source_Host"],
  ["Master_User", "Source_User"],
  ["Master_Port", "Source_Port"],
  ["Master_Log_File", "Source_Log_File"],
  ["Read_Master_Log_Pos", "Read_Source_Log_Pos"],
  ["Relay_Master_Log_File", "Relay_Source_Log_File"],
  ["Slave_IO_Running", "Replica_IO_Running"],
  ["Slave_SQL_Running", "Replica_SQL_Running"],
  ["Exec_Master_Log_Pos", "Exec_Source_Log_Pos"],
  ["Master_SSL_Allowed", "Source_SSL_Allowed"],
  ["Master_SSL_CA_File", "Source_SSL_CA_File"],
  ["Master_SSL_CA_Path", "Source_SSL_CA_Path"],
  ["Master_SSL_Cert", "Source_SSL_Cert"],
  ["Master_SSL_Cipher", "Source_SSL_Cipher"],
  ["Master_SSL_Key", "Source_SSL_Key"],
  ["Master_SSL_Verify_Server_Cert", "Source_SSL_Verify_Server_Cert"],
  ["Master_SSL_Crl", "Source_SSL_Crl"],
  ["Master_SSL_Crlpath", "Source_SSL_Crlpath"],
  ["Seconds_Behind_Master", "Seconds_Behind_Source"],
  ["Master_Server_Id", "Source_Server_Id"],
  ["Master_UUID", "Source_UUID"],
  ["Master_Info_File", "Source_Info_File"],
  ["Slave_SQL_Running_State", "Replica_SQL_Running_State"],
  ["Master_Retry_Count", "Source_Retry_Count"],
  ["Master_Bind", "Source_Bind"],
  ["Master_TLS_Version", "Source_TLS_Version"],
  ["Master_public_key_path", "Source_public_key_path"],
  ["Get_master_public_key", "Get_Source_public_key"],
  // SHOW REPLICAS
  ["Master_id", "Source_Id"],
  ["Slave_UUID", "Replica_UUID"],
];

const others: ReadonlyMap<string, string> = new Map(
  renamed.flatMap(([old, current]) => [[old, current] as const, [current, old] as const]),
);

/** The other name of a replication column, old for new and new for old; undefined for any other name. */
export function otherReplicationName(column: string): string | undefined {
  return others.get(column);
}
