import type { OptionFileRule } from "./rule.ts";
import { adminsMayWrite } from "./rules/admins-may-write.ts";
import { binaryLogApartFromInnodb } from "./rules/binary-log-apart-from-innodb.ts";
import { binaryLogFilter } from "./rules/binary-log-filter.ts";
import { binaryLogInInnodbConflicts } from "./rules/binary-log-in-innodb-conflicts.ts";
import { binaryLogOff } from "./rules/binary-log-off.ts";
import { binaryLogsNeverExpire } from "./rules/binary-logs-never-expire.ts";
import { certificateWithoutKey } from "./rules/certificate-without-key.ts";
import { crashLikeShutdown } from "./rules/crash-like-shutdown.ts";
import { dependenciesByCommitOrder } from "./rules/dependencies-by-commit-order.ts";
import { doAndIgnoreFilters } from "./rules/do-and-ignore-filters.ts";
import { doublewriteOff } from "./rules/doublewrite-off.ts";
import { encryptionWithoutKey } from "./rules/encryption-without-key.ts";
import { eventChecksumsOff } from "./rules/event-checksums-off.ts";
import { eventsOnReplica } from "./rules/events-on-replica.ts";
import { fewConnectRetries } from "./rules/few-connect-retries.ts";
import { forcedRecovery } from "./rules/forced-recovery.ts";
import { galeraBootstrappedAtStart } from "./rules/galera-bootstrapped-at-start.ts";
import { galeraRequirements } from "./rules/galera-requirements.ts";
import { gapLocksOff } from "./rules/gap-locks-off.ts";
import { grantsOff } from "./rules/grants-off.ts";
import { groupBootstrappedAtStart } from "./rules/group-bootstrapped-at-start.ts";
import { gtidOff } from "./rules/gtid-off.ts";
import { gtidStrictModeOff } from "./rules/gtid-strict-mode-off.ts";
import { gtidWithoutConsistency } from "./rules/gtid-without-consistency.ts";
import { idempotentApply } from "./rules/idempotent-apply.ts";
import { ignoredBinlogErrors } from "./rules/ignored-binlog-errors.ts";
import { impliedGtidMode } from "./rules/implied-gtid-mode.ts";
import { interleavedAutoIncrement } from "./rules/interleaved-auto-increment.ts";
import { isolationNeedsRowEvents } from "./rules/isolation-needs-row-events.ts";
import { keptRelayLogs } from "./rules/kept-relay-logs.ts";
import { laxSqlMode } from "./rules/lax-sql-mode.ts";
import { lazyRedoFlush } from "./rules/lazy-redo-flush.ts";
import { leftOffline } from "./rules/left-offline.ts";
import { localInfileOn } from "./rules/local-infile-on.ts";
import { localLogTimes } from "./rules/local-log-times.ts";
import { logBinBoolean } from "./rules/log-bin-boolean.ts";
import { logBinWithoutName } from "./rules/log-bin-without-name.ts";
import { lossyTypeConversions } from "./rules/lossy-type-conversions.ts";
import { missingServerId } from "./rules/missing-server-id.ts";
import { nonTransactionalEngine } from "./rules/non-transactional-engine.ts";
import { offsetBeyondIncrement } from "./rules/offset-beyond-increment.ts";
import { oldAuthentication } from "./rules/old-authentication.ts";
import { oldTlsVersions } from "./rules/old-tls-versions.ts";
import { oneSidedSemiSync } from "./rules/one-sided-semi-sync.ts";
import { openFilePrivileges } from "./rules/open-file-privileges.ts";
import { openWithoutTls } from "./rules/open-without-tls.ts";
import { overriddenPluginLoad } from "./rules/overridden-plugin-load.ts";
import { overriddenSetting } from "./rules/overridden-setting.ts";
import { ownEventsApplied } from "./rules/own-events-applied.ts";
import { pageChecksumsOff } from "./rules/page-checksums-off.ts";
import { parallelByDatabase } from "./rules/parallel-by-database.ts";
import { partialJsonEvents } from "./rules/partial-json-events.ts";
import { partialRowImage } from "./rules/partial-row-image.ts";
import { plainLogsOfEncryptedTables } from "./rules/plain-logs-of-encrypted-tables.ts";
import { plainPassword } from "./rules/plain-password.ts";
import { purgeWithoutReplicas } from "./rules/purge-without-replicas.ts";
import { rejoinsAsSource } from "./rules/rejoins-as-source.ts";
import { relayLogLimit } from "./rules/relay-log-limit.ts";
import { relayLogRecoveryOff } from "./rules/relay-log-recovery-off.ts";
import { relayLogWithoutName } from "./rules/relay-log-without-name.ts";
import { replicaUpdatesOff } from "./rules/replica-updates-off.ts";
import { replicationFilter } from "./rules/replication-filter.ts";
import { replicationStartsAtBoot } from "./rules/replication-starts-at-boot.ts";
import { replicationStateInFiles } from "./rules/replication-state-in-files.ts";
import { replicationUnobserved } from "./rules/replication-unobserved.ts";
import { reportPortMismatch } from "./rules/report-port-mismatch.ts";
import { semiSyncAfterCommit } from "./rules/semi-sync-after-commit.ts";
import { semiSyncTimeout } from "./rules/semi-sync-timeout.ts";
import { semiSyncWithoutReplicas } from "./rules/semi-sync-without-replicas.ts";
import { severalDatabasesInOneFilter } from "./rules/several-databases-in-one-filter.ts";
import { shortBinlogRetention } from "./rules/short-binlog-retention.ts";
import { shownReplicaPasswords } from "./rules/shown-replica-passwords.ts";
import { singleThreadedApply } from "./rules/single-threaded-apply.ts";
import { skippedReplicationErrors } from "./rules/skipped-replication-errors.ts";
import { slowFailureDetection } from "./rules/slow-failure-detection.ts";
import { smallReplicaPacket } from "./rules/small-replica-packet.ts";
import { statementBinlogFormat } from "./rules/statement-binlog-format.ts";
import { timeZoneOfTheMachine } from "./rules/time-zone-of-the-machine.ts";
import { tlsOff } from "./rules/tls-off.ts";
import { trustedFunctionsInStatements } from "./rules/trusted-functions-in-statements.ts";
import { twoRetentionSettings } from "./rules/two-retention-settings.ts";
import { unorderedParallelApply } from "./rules/unordered-parallel-apply.ts";
import { unreachableForReplicas } from "./rules/unreachable-for-replicas.ts";
import { unreachableReportHost } from "./rules/unreachable-report-host.ts";
import { unsafeFlushMethod } from "./rules/unsafe-flush-method.ts";
import { unsyncedBinaryLog } from "./rules/unsynced-binary-log.ts";
import { volatileDataFolder } from "./rules/volatile-data-folder.ts";
import { worldReadableSecrets } from "./rules/world-readable-secrets.ts";
import { worldWritableFile } from "./rules/world-writable-file.ts";
import { writableAtBoot } from "./rules/writable-at-boot.ts";

/** What would hurt on the day of a failover or a restore, as far as one file tells; by code. */
export const recoveryRules: readonly OptionFileRule[] = [
  missingServerId,
  unreachableReportHost,
  reportPortMismatch,
  binaryLogOff,
  logBinBoolean,
  logBinWithoutName,
  replicaUpdatesOff,
  statementBinlogFormat,
  partialRowImage,
  partialJsonEvents,
  binaryLogFilter,
  replicationFilter,
  severalDatabasesInOneFilter,
  doAndIgnoreFilters,
  binaryLogsNeverExpire,
  shortBinlogRetention,
  twoRetentionSettings,
  eventChecksumsOff,
  ignoredBinlogErrors,
  unsyncedBinaryLog,
  lazyRedoFlush,
  doublewriteOff,
  unsafeFlushMethod,
  forcedRecovery,
  pageChecksumsOff,
  nonTransactionalEngine,
  crashLikeShutdown,
  binaryLogApartFromInnodb,
  gapLocksOff,
  gtidOff,
  gtidWithoutConsistency,
  impliedGtidMode,
  gtidStrictModeOff,
  relayLogRecoveryOff,
  replicationStateInFiles,
  unorderedParallelApply,
  parallelByDatabase,
  singleThreadedApply,
  dependenciesByCommitOrder,
  skippedReplicationErrors,
  idempotentApply,
  relayLogLimit,
  keptRelayLogs,
  relayLogWithoutName,
  replicationStartsAtBoot,
  slowFailureDetection,
  fewConnectRetries,
  writableAtBoot,
  adminsMayWrite,
  eventsOnReplica,
  lossyTypeConversions,
  ownEventsApplied,
  smallReplicaPacket,
  trustedFunctionsInStatements,
  isolationNeedsRowEvents,
  interleavedAutoIncrement,
  offsetBeyondIncrement,
  volatileDataFolder,
  overriddenPluginLoad,
  overriddenSetting,
  semiSyncAfterCommit,
  semiSyncTimeout,
  oneSidedSemiSync,
  semiSyncWithoutReplicas,
  rejoinsAsSource,
  purgeWithoutReplicas,
  openWithoutTls,
  tlsOff,
  oldTlsVersions,
  certificateWithoutKey,
  localInfileOn,
  openFilePrivileges,
  grantsOff,
  unreachableForReplicas,
  oldAuthentication,
  plainLogsOfEncryptedTables,
  encryptionWithoutKey,
  shownReplicaPasswords,
  plainPassword,
  worldReadableSecrets,
  worldWritableFile,
  leftOffline,
  replicationUnobserved,
  localLogTimes,
  laxSqlMode,
  groupBootstrappedAtStart,
  galeraBootstrappedAtStart,
  galeraRequirements,
  binaryLogInInnodbConflicts,
  timeZoneOfTheMachine,
];
