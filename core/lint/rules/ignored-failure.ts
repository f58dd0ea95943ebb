import { flowOf } from "../flow.ts";
import type { RunbookRule } from "../rule.ts";

const words: Readonly<Record<string, string>> = {
  fence: "fence",
  promote: "promotion",
  "catch-up": "wait",
  configure: "change of the source",
  "whole-flow": "switchover",
};

export const ignoredFailure: RunbookRule = {
  about: "runbook",
  code: "RBK061",
  id: "ignored-failure",
  title: "A run does not go on behind a failed fence, wait or promotion",
  severity: "error",
  references: [],
  *check(runbook, context) {
    const told = new Set<string>();
    for (const { kind, step } of flowOf(runbook, context)) {
      const { onFail } = step.attributes;
      const what = words[kind];
      if (onFail?.value !== "continue" || !what || told.has(step.name)) continue;
      told.add(step.name);
      yield {
        span: onFail.span,
        message: `The next steps rely on this ${what}, and would run although it failed. Write \`stop\`, or the step that deals with it.`,
        fixes: [{ title: "Write `stop`", safety: "unsafe", edits: [{ span: onFail.span, newText: "stop" }] }],
      };
    }
  },
};
