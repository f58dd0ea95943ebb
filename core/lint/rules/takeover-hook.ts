import type { RunbookRule } from "../rule.ts";

export const takeoverHook: RunbookRule = {
  about: "runbook",
  code: "RBK098",
  id: "takeover-hook",
  title: "What must hold before a takeover is asked before it begins",
  severity: "warning",
  references: ["https://github.com/openark/orchestrator/blob/master/docs/configuration-recovery.md"],
  *check({ text }) {
    // The settings stand in a block of JSON, which is text to a runbook.
    const hook = /"PreFailoverProcesses"(?=\s*:\s*\[\s*")/.exec(text);
    if (!hook || /"PreGracefulTakeoverProcesses"/.test(text) || !/graceful-master-takeover/.test(text)) return;
    yield {
      span: { start: hook.index, end: hook.index + hook[0].length },
      message:
        "In a graceful takeover Orchestrator runs these only after it has made the source read-only: a check that fails here leaves the cluster without a writable instance. Put checks into PreGracefulTakeoverProcesses.",
    };
  },
};
