import { likelyAnnotations } from "../../runbook/annotation-slips.ts";
import { codeSpan } from "../code.ts";
import { isOurs } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

const messages = {
  comment:
    "This reads like an annotation and is a comment: nothing is checked or captured. Write an `@` before the word.",
  document:
    "This stands in a here-document, so it is a part of that and nothing is checked or captured. Put it before or behind the command.",
  manual:
    "Annotations are not read in a `manual` step: the person decides. Put the check into a step of its own, or write it as a sentence.",
} as const;

export const unreadAnnotation: RunbookRule = {
  about: "runbook",
  code: "RBK080",
  id: "unread-annotation",
  title: "What reads like a check is one",
  severity: "warning",
  references: [],
  *check(runbook) {
    if (!isOurs(runbook)) return;
    for (const step of runbook.steps) {
      if (!/expect|until|capture/.test(step.code)) continue;
      for (const { span, word, where } of likelyAnnotations(step.code, step.kind)) {
        const at = word === undefined ? undefined : codeSpan(step, { start: word, end: word });
        yield {
          span: codeSpan(step, span),
          message: messages[where],
          fixes: at ? [{ title: "Make it an annotation", safety: "unsafe", edits: [{ span: at, newText: "@" }] }] : [],
        };
      }
    }
  },
};
