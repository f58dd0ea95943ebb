import { findFrontMatter } from "../../runbook/front-matter.ts";
import { changesSource, flowOf } from "../flow.ts";
import type { RunbookRule } from "../rule.ts";

export const missingOwner: RunbookRule = {
  about: "runbook",
  code: "RBK026",
  id: "missing-owner",
  title: "A failover runbook has an owner",
  severity: "warning",
  references: [],
  *check(runbook, context) {
    const { title, owner, strategy } = runbook.frontMatter;
    const block = findFrontMatter(runbook.text);
    if (!title || owner || !block) return;
    const moves = flowOf(runbook, context);
    if (!strategy && !changesSource(runbook, moves) && !moves.some(({ kind }) => kind === "whole-flow")) return;
    yield {
      span: title.span,
      message:
        "Nobody is named who keeps this runbook right and is asked when it fails. Add `owner:` to the front matter.",
    };
  },
};
