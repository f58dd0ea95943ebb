import { changesSource, flowOf } from "../flow.ts";
import type { RunbookRule } from "../rule.ts";

export const shutdownBeforeSwitchover: RunbookRule = {
  about: "runbook",
  code: "RBK051",
  id: "shutdown-before-switchover",
  title: "The old source is not shut down before its last transactions have arrived",
  severity: "warning",
  references: ["https://mariadb.com/kb/en/shutdown/"],
  *check(runbook, context) {
    const moves = flowOf(runbook, context);
    if (!changesSource(runbook, moves)) return;
    const promotion = moves.findIndex(({ kind }) => kind === "promote");
    const shutdown = moves.slice(0, promotion).find(({ kind }) => kind === "shutdown");
    if (
      !shutdown ||
      moves.slice(0, moves.indexOf(shutdown)).some(({ kind }) => kind === "fence" || kind === "catch-up")
    )
      return;
    // An unplanned failover shuts down what is broken anyway.
    if (/fail-?over|disaster|emergency/i.test(runbook.frontMatter.title?.value ?? runbook.headings[0]?.text ?? ""))
      return;
    yield {
      span: shutdown.span,
      message:
        "A shutdown does not wait for the replicas: what they have not received stays on the old source. Fence it, wait until the new source has caught up, and shut down afterwards.",
    };
  },
};
