import { changesSource, flowOf } from "../flow.ts";
import type { RunbookRule } from "../rule.ts";

export const lagAsCatchUp: RunbookRule = {
  about: "runbook",
  code: "RBK023",
  id: "lag-as-catch-up",
  title: "Whether a replica has caught up is told by its transactions",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/show-replica-status.html"],
  *check(runbook, context) {
    const moves = flowOf(runbook, context);
    if (!changesSource(runbook, moves)) return;
    const promotion = moves.findIndex(({ kind }) => kind === "promote" || kind === "whole-flow");
    const earlier = moves.slice(0, promotion);
    const lag = earlier.findLast(({ kind }) => kind === "lag-wait");
    if (moves[promotion]?.kind === "promote" && lag && !earlier.some(({ kind }) => kind === "catch-up"))
      yield {
        span: lag.span,
        message:
          "Seconds_Behind_Source is 0 too when the replica has not received the last transactions, so this promotion may lose them. Wait for the old source's GTIDs or position: WAIT_FOR_EXECUTED_GTID_SET(), SOURCE_POS_WAIT(), MASTER_GTID_WAIT().",
      };
  },
};
