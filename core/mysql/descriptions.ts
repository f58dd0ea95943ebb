import { synonyms } from "./renames.ts";

export interface Description {
  /** What the setting does. */
  readonly meaning: string;
  /** What it means for what is lost, how long a recovery takes, or whether a failover works. */
  readonly recovery?: string;
}

/** What a setting does, in one line of our own words; also under the older or newer name of the same setting. `name` in lower case with `_`. */
export function describeSetting(name: string): Description | undefined {
  for (const candidate of [name, ...synonyms(name)]) {
    if (!Object.hasOwn(DESCRIPTIONS, candidate)) continue;
    const [meaning, recovery] = DESCRIPTIONS[candidate] as Entry;
    return { meaning, ...(recovery ? { recovery } : {}) };
  }
  return undefined;
}

export function describedSettings(): readonly string[] {
  return Object.keys(DESCRIPTIONS);
}

type Entry = readonly [meaning: string, recovery?: string];

const DESCRIPTIONS: Readonly<Record<string, Entry>> = {
  // Identity
  server_id: [
    "Number that marks this server's events in every binary log of the topology.",
    "Two servers with one number drop each other's events or fight for the source's connection: give each node its own.",
  ],
  report_host: [
    "Host name that this replica tells its source.",
    "Failover tools find replicas by it. Unset, or `localhost`, they look at the wrong machine.",
  ],
  report_port: ["Port that this replica tells its source. Unset: its own port."],
  server_uuid: [
    "Identity in every MySQL GTID, kept in auto.cnf of the data directory.",
    "A data directory that is copied with auto.cnf gives two nodes one identity, and replication between them fails.",
  ],
  gtid_domain_id: [
    "First part of the GTIDs that this server writes.",
    "Give independent sources different domains, or their streams can't be told apart after a failover.",
  ],
  auto_increment_increment: [
    "Step between generated keys.",
    "With two sources that take writes it must be at least their number on both, or they generate the same keys.",
  ],
  auto_increment_offset: [
    "First generated key of this server within each step.",
    "Two sources that take writes need different offsets.",
  ],
  // Binary log
  log_bin: [
    "Turns the binary log on and gives its files' base name. Any value is a name, OFF too.",
    "Without it a node can't be a source, nothing can be recovered to a point in time, and promoting it ends replication.",
  ],
  log_bin_index: [
    "File that lists the binary log files.",
    "Losing it stops the server from starting; back it up with the logs.",
  ],
  skip_log_bin: [
    "Turns the binary log off.",
    "The node can't be promoted and no point-in-time recovery is possible from it.",
  ],
  disable_log_bin: [
    "Turns the binary log off.",
    "The node can't be promoted and no point-in-time recovery is possible from it.",
  ],
  log_replica_updates: [
    "Writes what is replicated to this server's own binary log too.",
    "Without it a promoted replica lacks the history that the other replicas need.",
  ],
  binlog_format: [
    "Whether row images or statements are logged.",
    "Only ROW replays to the same data every time; statements may give other rows on a replica or in a recovery.",
  ],
  binlog_row_image: [
    "How much of a changed row is logged: all columns, or the needed ones.",
    "Only FULL lets a change be reviewed or undone from the log.",
  ],
  binlog_row_metadata: [
    "How much about columns is logged with rows.",
    "FULL lets tools read the log without the schema of that moment.",
  ],
  binlog_row_value_options: [
    "PARTIAL_JSON logs only the changed part of JSON columns.",
    "MariaDB can't read such a log, and the old value can't be restored from it.",
  ],
  binlog_rows_query_log_events: [
    "Logs the statement beside its row images.",
    "Helps to find the statement to stop before in a point-in-time recovery.",
  ],
  binlog_annotate_row_events: [
    "Logs the statement beside its row images.",
    "Helps to find the statement to stop before in a point-in-time recovery.",
  ],
  binlog_checksum: ["Checksum of each event.", "NONE lets a damaged log pass unseen to replicas and recoveries."],
  source_verify_checksum: [
    "Checks events when they are read from the binary log.",
    "Finds damage before it is sent to replicas.",
  ],
  replica_sql_verify_checksum: [
    "Checks events when they are read from the relay log.",
    "Finds damage before it is applied.",
  ],
  sync_binlog: [
    "How many commits pass between flushes of the binary log to disk; 0 leaves it to the operating system.",
    "Only 1 keeps every acknowledged commit in the log when the machine fails: RPO 0 needs it. MariaDB's default is 0.",
  ],
  binlog_expire_logs_seconds: [
    "Age in seconds at which binary log files are removed; 0 keeps them.",
    "Keep them longer than the gap between backups plus the time to restore one, or there is no way to the present.",
  ],
  expire_logs_days: [
    "Age in days at which binary log files are removed; 0 keeps them.",
    "Keep them longer than the gap between backups plus the time to restore one, or there is no way to the present.",
  ],
  binlog_expire_logs_auto_purge: [
    "Whether old binary log files are removed by themselves.",
    "OFF fills the disk unless something else removes them.",
  ],
  max_binlog_total_size: [
    "Total size at which the oldest binary log files are removed.",
    "A burst of writes can remove what the last backup needs, whatever its age.",
  ],
  slave_connections_needed_for_purge: [
    "Connected replicas that must have a file before it is removed.",
    "0 removes files that a replica still needs; with the default and no replica nothing is ever removed.",
  ],
  max_binlog_size: [
    "Size at which a new binary log file begins; a transaction is never split.",
    "Smaller files are archived sooner, so less is lost with the machine.",
  ],
  binlog_cache_size: ["Memory for the changes of one transaction before they go to the log."],
  max_binlog_cache_size: [
    "Largest transaction that can be logged; a bigger one fails.",
    "A node with a lower limit than its source can't take over the same load.",
  ],
  binlog_do_db: [
    "Logs only changes made in this database; one name per line.",
    "Everything else is missing from replicas and from a point-in-time recovery.",
  ],
  binlog_ignore_db: [
    "Leaves changes made in this database out of the log; one name per line.",
    "They are missing from replicas and from a point-in-time recovery.",
  ],
  binlog_encryption: [
    "Encrypts binary and relay logs.",
    "A recovery needs the keyring too: keep it where the backup's keys are.",
  ],
  encrypt_binlog: ["Encrypts binary and relay logs.", "A recovery needs the keys too, and MySQL can't read the log."],
  binlog_transaction_compression: [
    "Compresses the events of a transaction.",
    "MariaDB and old tools can't read such a log.",
  ],
  binlog_error_action: [
    "What happens when the binary log can't be written.",
    "IGNORE_ERROR goes on without a log: replicas and recoveries silently lack what follows. Keep ABORT_SERVER.",
  ],
  binlog_order_commits: [
    "Commits in the order of the binary log.",
    "OFF lets a backup see an order that the log does not have.",
  ],
  binlog_group_commit_sync_delay: [
    "Microseconds to wait for more commits before a flush.",
    "Adds to each commit; replicas can apply larger groups in parallel.",
  ],
  binlog_transaction_dependency_tracking: [
    "How it is decided which transactions may be applied in parallel.",
    "WRITESET lets replicas catch up faster than COMMIT_ORDER.",
  ],
  binlog_transaction_dependency_history_size: ["Row hashes kept to find transactions that are independent."],
  binlog_gtid_simple_recovery: [
    "Looks only at the first and last log file for GTIDs at start.",
    "OFF can make a restart take very long.",
  ],
  binlog_space_limit: [
    "Total size at which the oldest binary log files are removed.",
    "A burst of writes can remove what the last backup needs, whatever its age.",
  ],
  binlog_storage_engine: [
    "Keeps the binary log inside a storage engine.",
    "Rules out semi-synchronous replication and replicas by file and position.",
  ],
  log_bin_trust_function_creators: ["Lets stored functions be created that may not replicate the same."],
  // GTID
  gtid_mode: [
    "Whether transactions carry GTIDs and must.",
    "With ON a replica finds its place under a new source by itself; without, each failover needs file names and positions.",
  ],
  enforce_gtid_consistency: [
    "Refuses statements that can't be logged under one GTID.",
    "gtid_mode=ON needs it to be ON.",
  ],
  gtid_strict_mode: [
    "Refuses events out of GTID order.",
    "Stops a replica that took writes of its own before it diverges further.",
  ],
  gtid_executed_compression_period: ["Transactions between compressions of mysql.gtid_executed."],
  session_track_gtids: [
    "Tells the client the GTID of its commit.",
    "Lets an application wait for its own writes on a replica.",
  ],
  // Durability
  innodb_flush_log_at_trx_commit: [
    "When the redo log goes to disk: 1 at each commit, 2 once a second (written at commit), 0 once a second.",
    "0 and 2 lose up to a second of acknowledged commits when the machine fails, and the node then disagrees with its binary log.",
  ],
  innodb_flush_log_at_timeout: [
    "Seconds between flushes of the redo log when it is not flushed at each commit.",
    "What a crash may cost while innodb_flush_log_at_trx_commit is 0 or 2.",
  ],
  innodb_doublewrite: [
    "Writes pages twice so that a torn write can be repaired.",
    "OFF can leave pages that no crash recovery repairs: the node must be rebuilt.",
  ],
  innodb_flush_method: [
    "How data files are written and flushed.",
    "nosync and littlesync do not survive a power failure.",
  ],
  innodb_support_xa: ["Keeps InnoDB and the binary log in step at a crash.", "OFF lets them disagree after a crash."],
  innodb_checksum_algorithm: ["Checksum of data pages.", "`none` lets damaged pages into backups unseen."],
  innodb_fast_shutdown: [
    "How much work is finished at shutdown.",
    "2 makes the next start a crash recovery; use 0 before an upgrade of the version.",
  ],
  innodb_force_recovery: [
    "Skips parts of crash recovery to read out damaged data.",
    "Only for an emergency: from 4 on it can damage data for good. Never leave it in the file.",
  ],
  innodb_redo_log_capacity: [
    "Size of the redo log on disk.",
    "Larger lets writes flow; crash recovery after a failure takes longer.",
  ],
  innodb_log_file_size: [
    "Size of each redo log file.",
    "Larger lets writes flow; crash recovery after a failure takes longer.",
  ],
  innodb_log_files_in_group: ["Number of redo log files."],
  innodb_log_buffer_size: ["Memory for redo before it is written."],
  innodb_buffer_pool_size: [
    "Memory for data and index pages.",
    "A candidate with less than its source may not carry the load after a failover.",
  ],
  innodb_buffer_pool_dump_at_shutdown: [
    "Remembers which pages were in memory.",
    "Shortens the time until a restarted node is fast again.",
  ],
  innodb_buffer_pool_load_at_startup: [
    "Reads the remembered pages at start.",
    "Shortens the time until a restarted node is fast again.",
  ],
  innodb_page_size: [
    "Size of pages, fixed when the data directory is made.",
    "A physical backup restores only under the same size.",
  ],
  innodb_file_per_table: ["Gives each table its own file.", "Needed to restore single tables from a physical backup."],
  innodb_data_file_path: ["Files of the system tablespace.", "A physical backup restores only under the same list."],
  innodb_data_home_dir: ["Folder of the system tablespace.", "Outside datadir it is easily forgotten in a backup."],
  innodb_log_group_home_dir: [
    "Folder of the redo log.",
    "Outside datadir it is easily forgotten in a copy of the files.",
  ],
  innodb_undo_directory: [
    "Folder of the undo tablespaces.",
    "Outside datadir it is easily forgotten in a copy of the files.",
  ],
  innodb_undo_log_truncate: ["Shrinks undo tablespaces that grew."],
  innodb_undo_tablespaces: ["Number of undo tablespaces."],
  innodb_directories: [
    "Further folders to look for tablespaces at start.",
    "Crash recovery fails for tables in folders that are not listed.",
  ],
  innodb_io_capacity: [
    "Writes per second for background flushing.",
    "Too low, and a replica that catches up waits for the disk.",
  ],
  innodb_lock_wait_timeout: ["Seconds that a row lock is waited for."],
  innodb_rollback_on_timeout: [
    "Rolls back the whole transaction, not the statement, when a row lock is not had in time.",
  ],
  innodb_strict_mode: [
    "Turns questionable table options into errors.",
    "A dump with such tables does not load under ON.",
  ],
  innodb_read_only: ["Opens InnoDB without writing.", "A node with it can't be promoted."],
  innodb_dedicated_server: [
    "Sizes memory and redo log by the machine.",
    "Nodes on different machines then behave differently after a failover.",
  ],
  innodb_encrypt_tables: ["Encrypts tables.", "A restore needs the keys."],
  default_table_encryption: ["Encrypts new schemas and tables.", "A restore needs the keyring."],
  innodb_redo_log_encrypt: ["Encrypts the redo log.", "Crash recovery needs the keyring."],
  aria_log_purge_type: ["When Aria's log files are removed."],
  sync_frm: ["Flushes table definitions to disk when they are made."],
  flush_time: ["Closes all tables every so many seconds."],
  default_storage_engine: [
    "Engine of tables that name none.",
    "Only a transactional engine survives a crash and replicates safely.",
  ],
  disabled_storage_engines: ["Engines in which no table can be made.", "Keeps tables out that a crash would damage."],
  // Replica
  relay_log: [
    "Base name of the relay log files.",
    "Without one they carry the host name, and a renamed or restored host loses them.",
  ],
  relay_log_index: ["File that lists the relay log files."],
  relay_log_recovery: [
    "Throws unapplied relay logs away at start and fetches them again.",
    "Without it a replica that crashed may apply a torn or repeated event. OFF by default everywhere.",
  ],
  relay_log_purge: [
    "Removes relay log files once they are applied.",
    "OFF fills the disk; use it only while repairing.",
  ],
  relay_log_space_limit: [
    "Total size of relay logs at which the replica stops to fetch.",
    "What is not fetched is lost with the source: keep it 0 on a replica for disaster recovery.",
  ],
  max_relay_log_size: ["Size at which a new relay log file begins; 0 takes max_binlog_size."],
  relay_log_info_repository: [
    "Where the replica keeps its place: a table, or a file.",
    "Only TABLE is updated with the data, so that a crash can't part them.",
  ],
  master_info_repository: [
    "Where the replica keeps its source: a table, or a file.",
    "Only TABLE survives a crash intact.",
  ],
  relay_log_info_file: ["File with the place of the applier."],
  master_info_file: ["File with the replica's source."],
  sync_relay_log: [
    "Events between flushes of the relay log.",
    "With relay_log_recovery=ON what was not flushed is fetched again, if the source still lives.",
  ],
  sync_relay_log_info: ["Transactions between flushes of the applier's place."],
  sync_source_info: ["Events between flushes of the receiver's place."],
  replica_parallel_workers: [
    "Threads that apply transactions in parallel.",
    "Too few, and the replica lags: every second of lag is a second of recovery time.",
  ],
  slave_parallel_threads: [
    "Threads that apply transactions in parallel.",
    "Too few, and the replica lags: every second of lag is a second of recovery time.",
  ],
  replica_parallel_type: [
    "What may run in parallel: databases, or transactions that were committed together.",
    "DATABASE does nothing for a single database.",
  ],
  slave_parallel_mode: [
    "How transactions are applied in parallel.",
    "`aggressive` retries more, `conservative` applies only what was committed together.",
  ],
  slave_parallel_max_queued: ["Memory for events that wait for a thread."],
  slave_domain_parallel_threads: ["Most threads for one GTID domain."],
  replica_preserve_commit_order: [
    "Commits in the source's order although it applies in parallel.",
    "OFF leaves gaps: a promoted replica may have a state that the source never had.",
  ],
  replica_pending_jobs_size_max: [
    "Memory for events that wait for a worker.",
    "Must hold the largest event, or apply stops for it.",
  ],
  replica_checkpoint_period: ["Milliseconds between checkpoints of the parallel applier."],
  replica_checkpoint_group: ["Transactions between checkpoints of the parallel applier."],
  replica_net_timeout: [
    "Seconds without a word from the source until the replica takes it for gone.",
    "A dead source is noticed only after this. 10 or less keeps detection short.",
  ],
  master_retry_count: [
    "How often a replica tries to connect again.",
    "When they are used up, the replica stays away until somebody starts it.",
  ],
  replica_skip_errors: [
    "Errors that the applier passes over.",
    "Each one skipped is data that differs from the source from then on, without a trace.",
  ],
  replica_exec_mode: [
    "Whether missing and doubled rows are errors.",
    "IDEMPOTENT hides that the replica has diverged.",
  ],
  replica_type_conversions: [
    "Which differences in column types are converted.",
    "A lossy conversion changes data on the replica.",
  ],
  replica_max_allowed_packet: [
    "Largest event that the replica takes.",
    "Too small, and replication stops at a large row.",
  ],
  replica_compressed_protocol: ["Compresses the stream from the source."],
  replica_transaction_retries: [
    "How often a transaction is tried again after a deadlock.",
    "0 stops replication at the first one.",
  ],
  replica_load_tmpdir: ["Folder for LOAD DATA files of the applier.", "Must survive a restart, or replication stops."],
  replica_allow_batching: ["Groups changes of NDB tables."],
  replica_sql_skip_counter: ["Events to skip at the next start.", "Each is data that differs from the source."],
  skip_replica_start: [
    "Does not start replication with the server.",
    "A node that comes back after a failover then does not run after the wrong source.",
  ],
  rpl_stop_replica_timeout: ["Seconds that STOP REPLICA waits."],
  init_replica: ["Statements that the applier runs first."],
  init_rpl_role: [
    "Whether the server starts as source or replica.",
    "SLAVE lets a demoted source come back without transactions that nobody acknowledged.",
  ],
  replicate_do_db: [
    "Applies only changes made in this database.",
    "The replica lacks everything else: it can't be promoted.",
  ],
  replicate_ignore_db: [
    "Does not apply changes made in this database.",
    "The replica lacks them: it can't be promoted.",
  ],
  replicate_do_table: ["Applies only this table.", "The replica lacks everything else: it can't be promoted."],
  replicate_ignore_table: ["Does not apply this table.", "The replica lacks it: it can't be promoted."],
  replicate_wild_do_table: [
    "Applies only tables that match.",
    "The replica lacks everything else: it can't be promoted.",
  ],
  replicate_wild_ignore_table: ["Does not apply tables that match.", "The replica lacks them: it can't be promoted."],
  replicate_rewrite_db: [
    "Applies one database's changes to another.",
    "The replica's data has other names: it can't be promoted.",
  ],
  replicate_same_server_id: [
    "Applies events with the server's own number.",
    "Events go in circles; never together with log_replica_updates.",
  ],
  replicate_annotate_row_events: ["Passes the statements beside row images on."],
  read_only: [
    "Refuses writes of ordinary accounts.",
    "A node should start with ON, a source too: only the failover opens it, so a node that comes back can't take writes.",
  ],
  super_read_only: [
    "Refuses writes of all accounts, administrators too. Turns read_only on.",
    "read_only alone lets administrators write on a replica, which then can't follow a new source.",
  ],
  offline_mode: ["Lets only administrators connect.", "A way to fence a node."],
  source_info_repository: [
    "Where the replica keeps its source: a table, or a file.",
    "Only TABLE survives a crash intact.",
  ],
  show_replica_auth_info: ["Shows replicas' passwords on the source.", "Anyone who may list replicas reads them."],
  terminology_use_previous: ["Shows old replication words in states and columns."],
  replica_allow_higher_version_source: ["Lets a replica follow a newer source."],
  // Semi-synchronous replication
  rpl_semi_sync_source_enabled: [
    "Commits wait until a replica has the transaction.",
    "What keeps acknowledged commits through the loss of the source; turn the replica's half on as well, on every node.",
  ],
  rpl_semi_sync_replica_enabled: [
    "Tells the source that a transaction has arrived.",
    "Without it the source waits for nobody, or until its timeout.",
  ],
  rpl_semi_sync_source_timeout: [
    "Milliseconds to wait for a replica until commits go on without.",
    "From then on replication is asynchronous and commits can be lost. For RPO 0 make it very large.",
  ],
  rpl_semi_sync_source_wait_point: [
    "Whether the wait is before or after the commit shows to others.",
    "AFTER_COMMIT shows data that a failover then loses; MariaDB's default. Use AFTER_SYNC.",
  ],
  rpl_semi_sync_source_wait_for_replica_count: [
    "Replicas that must have a transaction.",
    "More than are connected: every commit waits for the timeout.",
  ],
  rpl_semi_sync_source_wait_no_replica: [
    "Goes on waiting with no replica connected.",
    "OFF turns to asynchronous at once when the last replica leaves.",
  ],
  rpl_semi_sync_slave_kill_conn_timeout: ["Seconds to end the old connection when replication stops."],
  rpl_semi_sync_slave_delay_master: ["Acknowledges only before the source's commit ends."],
  // Group replication and Galera
  group_replication_start_on_boot: [
    "Joins the group when the server starts.",
    "After the loss of a whole group one node must form it first: keep it OFF where a runbook does that.",
  ],
  group_replication_bootstrap_group: [
    "Forms a new group instead of joining.",
    "Never in a file: after a restart there would be two groups.",
  ],
  group_replication_consistency: ["What a transaction waits for.", "Reads on a new primary may be old under EVENTUAL."],
  group_replication_exit_state_action: [
    "What a node does that lost its group.",
    "Keep it from taking writes: READ_ONLY, OFFLINE_MODE or ABORT_SERVER.",
  ],
  group_replication_unreachable_majority_timeout: [
    "Seconds until a minority gives up; 0 waits for ever.",
    "A minority that waits keeps its clients waiting too.",
  ],
  group_replication_member_expel_timeout: [
    "Further seconds until a silent node is put out.",
    "Adds to the time in which writes wait.",
  ],
  wsrep_cluster_address: [
    "Nodes of the Galera cluster.",
    "`gcomm://` with no node forms a new cluster at each start: never in a file.",
  ],
  wsrep_sst_method: ["How a new node gets its data."],
  // Files and consistency across nodes
  datadir: ["Folder of the data.", "What a physical backup copies and a restore fills."],
  tmpdir: ["Folder of temporary files.", "A full one stops large statements, dumps and the applier."],
  plugin_load_add: ["Plugins to load at start.", "A setting of a plugin that is not loaded keeps MySQL from starting."],
  plugin_load: [
    "Plugins to load at start; a later line replaces an earlier one.",
    "A setting of a plugin that is not loaded keeps MySQL from starting.",
  ],
  early_plugin_load: [
    "Plugins to load before InnoDB, such as a keyring.",
    "Without its keyring an encrypted data directory does not open.",
  ],
  lower_case_table_names: [
    "Whether names of tables are compared in lower case.",
    "Fixed with the data directory. Nodes and restores must agree, or tables are not found.",
  ],
  sql_mode: [
    "Which SQL is accepted and how strictly.",
    "A node with another mode takes or refuses other writes after a failover.",
  ],
  character_set_server: [
    "Character set of new databases.",
    "Differing nodes create differing tables after a failover.",
  ],
  collation_server: ["Sort order of new databases.", "Differing nodes order and compare differently after a failover."],
  default_time_zone: [
    "Time zone of new sessions.",
    "SYSTEM depends on the machine: NOW() and point-in-time recovery then differ between nodes.",
  ],
  explicit_defaults_for_timestamp: ["Standard behaviour of TIMESTAMP columns."],
  max_allowed_packet: [
    "Largest row or statement.",
    "A dump or a replica with a smaller limit stops at a row that the source took.",
  ],
  max_connections: [
    "Client connections at the same time.",
    "A candidate with fewer than its source turns clients away after a failover.",
  ],
  transaction_isolation: [
    "Isolation of new transactions.",
    "READ-UNCOMMITTED and READ-COMMITTED need row format in the binary log.",
  ],
  event_scheduler: [
    "Runs scheduled events.",
    "Events that also run on a replica write there: it can't follow a new source.",
  ],
  init_connect: ["Statements for each new client.", "One that fails locks ordinary accounts out after a failover."],
  init_file: [
    "Statements at start.",
    "They run at every start, on a replica too, and can write what the source does not have.",
  ],
  wait_timeout: ["Seconds until an idle connection is closed."],
  net_read_timeout: ["Seconds to wait for data of a client.", "Too short breaks dumps and restores over a slow line."],
  net_write_timeout: [
    "Seconds to wait for a client to take data.",
    "Too short breaks dumps and restores over a slow line.",
  ],
  lock_wait_timeout: [
    "Seconds that a metadata lock is waited for; a year by default.",
    "FLUSH TABLES WITH READ LOCK as a fence can hang that long.",
  ],
  open_files_limit: ["Files that may be open.", "Too few, and a physical backup or a restart with many tables fails."],
  persisted_globals_load: ["Reads mysqld-auto.cnf at start.", "What was persisted there goes before this file."],
  // Security that matters in a recovery
  bind_address: [
    "Addresses to listen on.",
    "An open address without TLS shows replication's and administrators' traffic to the network.",
  ],
  port: ["TCP port."],
  socket: ["Unix socket."],
  skip_networking: [
    "Takes no TCP connections.",
    "Replicas and applications can't connect: only for a node under repair.",
  ],
  skip_name_resolve: [
    "Knows clients by address alone.",
    "Without it a failing name service makes every connection slow on the worst day.",
  ],
  require_secure_transport: ["Refuses connections that are not encrypted.", "Replicas must connect with TLS, too."],
  ssl_ca: [
    "Certificate authorities for TLS.",
    "Nodes that trust different ones can't replicate from each other after a failover.",
  ],
  ssl_cert: ["The server's certificate."],
  ssl_key: ["Key of the server's certificate."],
  tls_version: ["TLS versions that are allowed.", "An old replica may know none of them."],
  local_infile: ["Lets clients send files with LOAD DATA LOCAL."],
  secure_file_priv: [
    "The only folder for LOAD DATA and INTO OUTFILE; NULL none, empty any.",
    "Empty lets whoever has FILE read and write files of the server.",
  ],
  skip_grant_tables: ["Checks no passwords.", "Only for repair without network: everyone is administrator."],
  default_authentication_plugin: ["How new accounts prove who they are."],
  authentication_policy: ["How accounts prove who they are."],
  caching_sha2_password_auto_generate_rsa_keys: ["Makes keys for passwords over unencrypted connections."],
  // Logs for the day after
  log_error: ["File of the error log.", "Where the reason of a failure stands; keep it outside the data directory."],
  log_error_verbosity: ["How much goes to the error log.", "1 hides warnings of replication."],
  log_warnings: ["How much goes to the error log.", "0 hides warnings of replication."],
  log_timestamps: ["Time zone of the logs.", "UTC on all nodes lets logs be put side by side."],
  general_log: ["Logs every statement.", "Fills the disk; passwords may be in it."],
  slow_query_log: ["Logs slow statements."],
  core_file: ["Writes a core file when the server dies.", "Helps to find the reason; needs room."],
  performance_schema: ["Collects what the server does.", "Failover tools read replication's progress there."],
};
