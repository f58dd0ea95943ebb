import { whoApproves } from "../../run/approvers.ts";
import type { RunbookRule } from "../rule.ts";

export const approvalWithoutApprovers: RunbookRule = {
  about: "runbook",
  code: "RBK103",
  id: "approval-without-approvers",
  title: "A step asks for no more approvals than there are people who may give them",
  severity: "error",
  references: [],
  *check({ steps }, { cluster }) {
    if (cluster === undefined) return;
    for (const step of steps) {
      const { approve } = step.attributes;
      const who = whoApproves(step, cluster);
      if (approve !== undefined && typeof who === "string") yield { span: approve.span, message: who };
    }
  },
};
