import { assignmentsOf, statementsOf } from "../code.ts";
import { eachStep } from "../each.ts";
import { flowOf } from "../flow.ts";
import type { RunbookRule } from "../rule.ts";

const enabled = /^rpl_semi_sync_(?:master|source)_enabled$/;
const timeout = /^rpl_semi_sync_(?:master|source)_timeout$/;

export const fenceUnderSemiSync: RunbookRule = {
  about: "runbook",
  code: "RBK099",
  id: "fence-under-semi-sync",
  title: "A fence does not wait for commits that nobody acknowledges",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/replication-semisync-interface.html"],
  *check(runbook, context) {
    const moves = flowOf(runbook, context);
    let isOn = false;
    let isBounded = false;
    for (const { step } of eachStep(runbook, context)) {
      if (step.kind === "ini") {
        if (
          /^\s*(?:loose[-_])?rpl[-_]semi[-_]sync[-_](?:master|source)[-_]enabled\s*=\s*(?:1|on|true)\b/im.test(
            step.code,
          )
        )
          isOn = true;
        if (/^\s*(?:loose[-_])?rpl[-_]semi[-_]sync[-_](?:master|source)[-_]timeout\b/im.test(step.code))
          isBounded = true;
        continue;
      }
      for (const statement of statementsOf(step)) {
        for (const { name, text } of assignmentsOf(statement)) {
          if (enabled.test(name)) isOn = /^(?:ON|1|TRUE)$/.test(text);
          if (timeout.test(name) || name === "lock_wait_timeout") isBounded = true;
        }
        const fence = moves.find(
          (move) => move.kind === "fence" && move.statement?.start === statement.start && move.step === step,
        );
        if (!fence || !isOn || isBounded) continue;
        yield {
          span: fence.span,
          message:
            "Semi-synchronous replication is on, and this waits for every commit that no replica has acknowledged: without a replica it hangs. Set a short rpl_semi_sync_source_timeout before (rpl_semi_sync_master_timeout), or switch it off.",
        };
        return;
      }
    }
  },
};
