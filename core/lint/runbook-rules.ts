import type { RunbookRule } from "./rule.ts";
import { ambiguousCapture } from "./rules/ambiguous-capture.ts";
import { approvalWithoutApprovers } from "./rules/approval-without-approvers.ts";
import { asksSomebody } from "./rules/asks-somebody.ts";
import { binaryLogsRemovedByHand } from "./rules/binary-logs-removed-by-hand.ts";
import { binaryMode } from "./rules/binary-mode.ts";
import { brokenScript } from "./rules/broken-script.ts";
import { clientOfAnotherVersion } from "./rules/client-of-another-version.ts";
import { constantExpectation } from "./rules/constant-expectation.ts";
import { copiedIdentity } from "./rules/copied-identity.ts";
import { crossSitePromotion } from "./rules/cross-site-promotion.ts";
import { currentPos } from "./rules/current-pos.ts";
import { deletedDataDirectory } from "./rules/deleted-data-directory.ts";
import { deprecatedStatement } from "./rules/deprecated-statement.ts";
import { doubleTerminator } from "./rules/double-terminator.ts";
import { dumpWithoutPosition } from "./rules/dump-without-position.ts";
import { endlessCommand } from "./rules/endless-command.ts";
import { endlessWait } from "./rules/endless-wait.ts";
import { errantWrite } from "./rules/errant-write.ts";
import { failoverWithoutBounds } from "./rules/failover-without-bounds.ts";
import { fenceByReadOnly } from "./rules/fence-by-read-only.ts";
import { fenceLostAtRestart } from "./rules/fence-lost-at-restart.ts";
import { fenceUnderSemiSync } from "./rules/fence-under-semi-sync.ts";
import { fenceWithoutRollback } from "./rules/fence-without-rollback.ts";
import { forcedRestore } from "./rules/forced-restore.ts";
import { foreignCharacterSet } from "./rules/foreign-character-set.ts";
import { gtidPurgedOnData } from "./rules/gtid-purged-on-data.ts";
import { idleSuppression } from "./rules/idle-suppression.ts";
import { ignoredFailure } from "./rules/ignored-failure.ts";
import { incompleteDump } from "./rules/incomplete-dump.ts";
import { inconsistentDump } from "./rules/inconsistent-dump.ts";
import { indentedCommands } from "./rules/indented-commands.ts";
import { inlinePassword } from "./rules/inline-password.ts";
import { interactiveClient } from "./rules/interactive-client.ts";
import { invalidBlock } from "./rules/invalid-block.ts";
import { invisibleCharacter } from "./rules/invisible-character.ts";
import { killWithoutNote } from "./rules/kill-without-note.ts";
import { killedServer } from "./rules/killed-server.ts";
import { lagAsCatchUp } from "./rules/lag-as-catch-up.ts";
import { lateNeed } from "./rules/late-need.ts";
import { laterStatement } from "./rules/later-statement.ts";
import { lockEndsWithSession } from "./rules/lock-ends-with-session.ts";
import { lostConnectionSettings } from "./rules/lost-connection-settings.ts";
import { maskedPipeFailure } from "./rules/masked-pipe-failure.ts";
import { missingOwner } from "./rules/missing-owner.ts";
import { oldColumnName } from "./rules/old-column-name.ts";
import { oldPasswordPlugin } from "./rules/old-password-plugin.ts";
import { otherFlavorWord } from "./rules/other-flavor-word.ts";
import { overdueDrill } from "./rules/overdue-drill.ts";
import { partialDumpGtids } from "./rules/partial-dump-gtids.ts";
import { passwordAsDatabase } from "./rules/password-as-database.ts";
import { promoteBeforeFence } from "./rules/promote-before-fence.ts";
import { promotionWithoutCatchUp } from "./rules/promotion-without-catch-up.ts";
import { promotionWithoutVerification } from "./rules/promotion-without-verification.ts";
import { readLockWithoutLimit } from "./rules/read-lock-without-limit.ts";
import { rejoinWithoutErrantCheck } from "./rules/rejoin-without-errant-check.ts";
import { removedStatement } from "./rules/removed-statement.ts";
import { repeatedChange } from "./rules/repeated-change.ts";
import { replayOwnGtids } from "./rules/replay-own-gtids.ts";
import { replicaBackupWithoutPosition } from "./rules/replica-backup-without-position.ts";
import { resetBeforeDrain } from "./rules/reset-before-drain.ts";
import { resetBinaryLogs } from "./rules/reset-binary-logs.ts";
import { retiredTool } from "./rules/retired-tool.ts";
import { separateBinlogStreams } from "./rules/separate-binlog-streams.ts";
import { sessionGtidSet } from "./rules/session-gtid-set.ts";
import { shadowedVariable } from "./rules/shadowed-variable.ts";
import { shutdownBeforeSwitchover } from "./rules/shutdown-before-switchover.ts";
import { skippedGtids } from "./rules/skipped-gtids.ts";
import { skippedTransaction } from "./rules/skipped-transaction.ts";
import { startBeforeReadOnly } from "./rules/start-before-read-only.ts";
import { stepCircle } from "./rules/step-circle.ts";
import { stopDatetimeZone } from "./rules/stop-datetime-zone.ts";
import { superReadOnlyAlone } from "./rules/super-read-only-alone.ts";
import { takeoverHook } from "./rules/takeover-hook.ts";
import { timeoutsOverRto } from "./rules/timeouts-over-rto.ts";
import { uncheckedWait } from "./rules/unchecked-wait.ts";
import { unconfirmedDestruction } from "./rules/unconfirmed-destruction.ts";
import { undefinedVariable } from "./rules/undefined-variable.ts";
import { unencryptedReplication } from "./rules/unencrypted-replication.ts";
import { unfilledPlaceholder } from "./rules/unfilled-placeholder.ts";
import { unknownColumn } from "./rules/unknown-column.ts";
import { unknownNode } from "./rules/unknown-node.ts";
import { unknownVariable } from "./rules/unknown-variable.ts";
import { unlabelledCommands } from "./rules/unlabelled-commands.ts";
import { unlockedDump } from "./rules/unlocked-dump.ts";
import { unnamedStep } from "./rules/unnamed-step.ts";
import { unquotedVariable } from "./rules/unquoted-variable.ts";
import { unreachableStep } from "./rules/unreachable-step.ts";
import { unreadAnnotation } from "./rules/unread-annotation.ts";
import { unreasonedSuppression } from "./rules/unreasoned-suppression.ts";
import { unusedVariable } from "./rules/unused-variable.ts";
import { waitOutlastsStep } from "./rules/wait-outlasts-step.ts";

/** In the order of their codes. */
export const runbookRules: readonly RunbookRule[] = [
  undefinedVariable,
  inlinePassword,
  removedStatement,
  invalidBlock,
  unfilledPlaceholder,
  stepCircle,
  unusedVariable,
  shadowedVariable,
  unreachableStep,
  unknownNode,
  unknownColumn,
  constantExpectation,
  lateNeed,
  unquotedVariable,
  invisibleCharacter,
  unconfirmedDestruction,
  endlessWait,
  endlessCommand,
  promoteBeforeFence,
  fenceWithoutRollback,
  fenceByReadOnly,
  superReadOnlyAlone,
  lagAsCatchUp,
  promotionWithoutVerification,
  timeoutsOverRto,
  missingOwner,
  resetBeforeDrain,
  resetBinaryLogs,
  skippedTransaction,
  gtidPurgedOnData,
  errantWrite,
  separateBinlogStreams,
  stopDatetimeZone,
  replayOwnGtids,
  forcedRestore,
  maskedPipeFailure,
  binaryMode,
  inconsistentDump,
  incompleteDump,
  partialDumpGtids,
  interactiveClient,
  passwordAsDatabase,
  sessionGtidSet,
  otherFlavorWord,
  deprecatedStatement,
  oldColumnName,
  startBeforeReadOnly,
  killWithoutNote,
  foreignCharacterSet,
  unlabelledCommands,
  shutdownBeforeSwitchover,
  lockEndsWithSession,
  readLockWithoutLimit,
  currentPos,
  unencryptedReplication,
  retiredTool,
  copiedIdentity,
  oldPasswordPlugin,
  unnamedStep,
  repeatedChange,
  ignoredFailure,
  doubleTerminator,
  unreasonedSuppression,
  rejoinWithoutErrantCheck,
  crossSitePromotion,
  unlockedDump,
  uncheckedWait,
  ambiguousCapture,
  waitOutlastsStep,
  binaryLogsRemovedByHand,
  killedServer,
  deletedDataDirectory,
  overdueDrill,
  unreadAnnotation,
  promotionWithoutCatchUp,
  brokenScript,
  indentedCommands,
  laterStatement,
  unknownVariable,
  idleSuppression,
  asksSomebody,
  fenceLostAtRestart,
  skippedGtids,
  replicaBackupWithoutPosition,
  lostConnectionSettings,
  takeoverHook,
  fenceUnderSemiSync,
  dumpWithoutPosition,
  clientOfAnotherVersion,
  failoverWithoutBounds,
  approvalWithoutApprovers,
];
