import type { RunbookRule } from "../rule.ts";

/** What is idle shows only when every other rule has been asked: `withoutSuppressed` finds it. */
export const idleSuppression: RunbookRule = {
  about: "runbook",
  code: "RBK092",
  id: "idle-suppression",
  title: "What is silenced would be found",
  severity: "information",
  references: [],
  check: () => [],
};
