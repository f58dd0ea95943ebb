/** Names that mean the same in some version each. Old and new replication words are found by rule and not listed. */
const SAME: readonly (readonly string[])[] = [
  ["binlog_encryption", "encrypt_binlog"],
  ["tx_isolation", "transaction_isolation"],
  ["tx_read_only", "transaction_read_only"],
  ["default_character_set", "character_set_server"],
  ["default_collation", "collation_server"],
  ["default_table_type", "storage_engine", "default_storage_engine"],
  ["innodb_undo_logs", "innodb_rollback_segments"],
  ["join_buffer", "join_buffer_size"],
  ["key_buffer", "key_buffer_size"],
  ["myisam_recover", "myisam_recover_options"],
  ["read_buffer", "record_buffer", "read_buffer_size"],
  ["read_rnd_buffer", "read_rnd_buffer_size"],
  ["sort_buffer", "sort_buffer_size"],
  ["table_cache", "table_open_cache"],
  ["thread_cache", "thread_cache_size"],
];

const WORDS: readonly (readonly [string, string])[] = [
  ["slave", "replica"],
  ["master", "source"],
];

/** Other names of the same option, to be tried against a version. */
export function synonyms(name: string): readonly string[] {
  const names = SAME.find((group) => group.includes(name))?.filter((other) => other !== name) ?? [];
  const modern = WORDS.reduce((text, [old, current]) => text.replaceAll(old, current), name);
  const classic = WORDS.reduce((text, [old, current]) => text.replaceAll(current, old), name);
  return [...names, ...[modern, classic].filter((other) => other !== name)];
}

/** What took the place of an option with another meaning or unit: the first of `names` that a version has is meant. */
export interface Successor {
  readonly names: readonly string[];
  /** A whole sentence on what to do. */
  readonly advice: string;
  /** Converts the value; absent when a person has to. */
  readonly convert?: (value: string) => string | undefined;
}

const REMOVE_QUERY_CACHE: Successor = { names: [], advice: "There is no query cache any more: remove the line." };
const REPLICATION_SOURCE: Successor = {
  names: [],
  advice: "Where a replica reads from is set by CHANGE REPLICATION SOURCE TO (CHANGE MASTER TO): remove the line.",
};
const REMOVE_FILE_FORMAT: Successor = { names: [], advice: "Every table has the newest file format: remove the line." };
const REDO_CAPACITY: Successor = {
  names: ["innodb_redo_log_capacity"],
  advice: "Set innodb_redo_log_capacity to innodb_log_file_size × innodb_log_files_in_group.",
};

const SECONDS_PER_DAY = 86_400;

const SUCCESSORS: Readonly<Record<string, Successor>> = {
  expire_logs_days: {
    names: ["binlog_expire_logs_seconds"],
    advice: "Use binlog_expire_logs_seconds, which counts seconds.",
    convert: (value) => (/^\d{1,6}$/.test(value) ? String(Number(value) * SECONDS_PER_DAY) : undefined),
  },
  binlog_expire_logs_seconds: {
    names: ["expire_logs_days"],
    advice: "Use expire_logs_days, which counts days.",
    convert: (value) =>
      /^\d{1,12}$/.test(value) && Number(value) % SECONDS_PER_DAY === 0
        ? String(Number(value) / SECONDS_PER_DAY)
        : undefined,
  },
  innodb_log_file_size: REDO_CAPACITY,
  innodb_log_files_in_group: REDO_CAPACITY,
  default_authentication_plugin: {
    names: ["authentication_policy"],
    advice: "Name the default plugin in authentication_policy.",
  },
  log_warnings: {
    names: ["log_error_verbosity"],
    advice: "Use log_error_verbosity: 1 errors, 2 warnings too, 3 notes too.",
  },
  log: { names: ["general_log_file"], advice: "Use general_log = ON and general_log_file." },
  log_slow_queries: { names: ["slow_query_log_file"], advice: "Use slow_query_log = ON and slow_query_log_file." },
  super_read_only: {
    names: ["read_only"],
    advice: "Use read_only; it does not stop accounts with the READ_ONLY ADMIN privilege.",
  },
  gtid_mode: {
    names: ["gtid_strict_mode"],
    advice: "MariaDB always writes GTIDs: remove the line and set gtid_strict_mode = ON.",
  },
  enforce_gtid_consistency: { names: [], advice: "MariaDB always writes GTIDs: remove the line." },
  innodb_file_format: REMOVE_FILE_FORMAT,
  innodb_file_format_max: REMOVE_FILE_FORMAT,
  innodb_file_format_check: REMOVE_FILE_FORMAT,
  innodb_large_prefix: REMOVE_FILE_FORMAT,
  mysql_native_password: {
    names: [],
    advice: "The plugin is gone: move its accounts to caching_sha2_password, then remove the line.",
  },
  ...Object.fromEntries(
    [
      "query_cache_size",
      "query_cache_type",
      "query_cache_limit",
      "query_cache_min_res_unit",
      "query_cache_wlock_invalidate",
      "have_query_cache",
    ].map((name) => [name, REMOVE_QUERY_CACHE]),
  ),
  ...Object.fromEntries(
    ["master_host", "master_user", "master_password", "master_port", "master_connect_retry", "master_ssl"].map(
      (name) => [name, REPLICATION_SOURCE],
    ),
  ),
};

export function successorOf(name: string): Successor | undefined {
  return Object.hasOwn(SUCCESSORS, name) ? SUCCESSORS[name] : undefined;
}
