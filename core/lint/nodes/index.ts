import { collidingAutoIncrement } from "./colliding-auto-increment.ts";
import { delayedCandidate } from "./delayed-candidate.ts";
import { differingBehaviour } from "./differing-behaviour.ts";
import { differingBinaryLogFormat } from "./differing-binary-log-format.ts";
import { differingCharacterSet } from "./differing-character-set.ts";
import { differingGtidMode } from "./differing-gtid-mode.ts";
import { differingPageSize } from "./differing-page-size.ts";
import { differingSqlMode } from "./differing-sql-mode.ts";
import { differingTableNameCase } from "./differing-table-name-case.ts";
import { differingTimeZone } from "./differing-time-zone.ts";
import { differingTimeouts } from "./differing-timeouts.ts";
import { duplicateServerId } from "./duplicate-server-id.ts";
import { duplicateServerUuid } from "./duplicate-server-uuid.ts";
import { fewerConnections } from "./fewer-connections.ts";
import { filteredCandidate } from "./filtered-candidate.ts";
import type { NodeRule } from "./node-rule.ts";
import { objectiveWithoutAcknowledgement } from "./objective-without-acknowledgement.ts";
import { olderCandidate } from "./older-candidate.ts";
import { semiSyncWithoutPartner } from "./semi-sync-without-partner.ts";
import { smallerBufferPool } from "./smaller-buffer-pool.ts";
import { smallerPackets } from "./smaller-packets.ts";
import { tooFewAcknowledgingReplicas } from "./too-few-acknowledging-replicas.ts";

/** What would hurt once another node takes over, as far as the nodes' option files tell together; by code. */
export const nodeRules: readonly NodeRule[] = [
  duplicateServerId,
  duplicateServerUuid,
  filteredCandidate,
  delayedCandidate,
  differingTableNameCase,
  differingSqlMode,
  differingCharacterSet,
  differingTimeZone,
  smallerPackets,
  smallerBufferPool,
  differingPageSize,
  differingTimeouts,
  fewerConnections,
  differingBinaryLogFormat,
  differingGtidMode,
  collidingAutoIncrement,
  tooFewAcknowledgingReplicas,
  semiSyncWithoutPartner,
  olderCandidate,
  objectiveWithoutAcknowledgement,
  differingBehaviour,
];
