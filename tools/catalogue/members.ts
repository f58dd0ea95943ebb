interface Members {
  readonly names: readonly string[];
  readonly servers: (server: string) => boolean;
  readonly members: readonly string[];
}

const mysql = (server: string): boolean => server.startsWith("mysql");
const mysqlFrom8 = (server: string): boolean => /^mysql-([89]|\d\d)\./.test(server);
const mariadb = (server: string): boolean => server.startsWith("mariadb");

/** Members that the servers' own tables do not list; tried on real servers. The first entry that fits counts. */
export const MEMBERS: readonly Members[] = [
  {
    names: ["innodb_flush_method"],
    servers: mysqlFrom8,
    members: ["fsync", "O_DSYNC", "littlesync", "nosync", "O_DIRECT", "O_DIRECT_NO_FSYNC"],
  },
  {
    names: ["innodb_change_buffering"],
    servers: mysqlFrom8,
    members: ["none", "inserts", "deletes", "changes", "purges", "all"],
  },
  {
    names: ["default_authentication_plugin"],
    servers: (server) => /^mysql-5\./.test(server),
    members: ["mysql_native_password", "sha256_password"],
  },
  {
    names: ["innodb_stats_method"],
    servers: mysql,
    members: ["nulls_equal", "nulls_unequal", "nulls_ignored"],
  },
  {
    names: ["innodb_checksum_algorithm"],
    servers: mysql,
    members: ["crc32", "strict_crc32", "innodb", "strict_innodb", "none", "strict_none"],
  },
  { names: ["innodb_default_row_format"], servers: mysql, members: ["redundant", "compact", "dynamic"] },
  {
    names: ["innodb_doublewrite"],
    servers: mysqlFrom8,
    members: ["OFF", "ON", "DETECT_AND_RECOVER", "DETECT_ONLY", "FALSE", "TRUE"],
  },
  {
    names: ["transaction_isolation"],
    servers: mariadb,
    members: ["READ-UNCOMMITTED", "READ-COMMITTED", "REPEATABLE-READ", "SERIALIZABLE"],
  },
  { names: ["tc_heuristic_recover"], servers: mariadb, members: ["OFF", "COMMIT", "ROLLBACK"] },
  { names: ["init_rpl_role"], servers: mariadb, members: ["MASTER", "SLAVE"] },
];
