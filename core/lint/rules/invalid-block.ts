import type { Runbook } from "../../runbook/types.ts";
import type { Problem } from "../../text/problem.ts";
import { isOurs } from "../each.ts";
import type { Fix, OtherPlace, RunbookRule } from "../rule.ts";

const mild = new Set(["empty-step"]);
/** What other Markdown does with good reason. */
const foreign = new Set(["ambiguous-prompt", "text-on-fence"]);

export const invalidBlock: RunbookRule = {
  about: "runbook",
  code: "RBK004",
  id: "invalid-block",
  title: "Every block and its attributes can be read",
  severity: "error",
  references: [],
  *check(runbook) {
    const isForeign = runbook.problems.length > 0 && !isOurs(runbook);
    for (const problem of runbook.problems) {
      // That one has a rule of its own.
      if (problem.code === "unfilled-placeholder") continue;
      yield {
        span: problem.span,
        message: problem.message,
        severity: mild.has(problem.code) || (isForeign && foreign.has(problem.code)) ? "warning" : "error",
        fixes: suggestionFixes(problem),
        ...(problem.code === "duplicate-name" ? { places: firstOfName(runbook, problem) } : {}),
      };
    }
  },
};

function firstOfName({ text, steps }: Runbook, { span }: Problem): readonly OtherPlace[] {
  const name = text.slice(span.start, span.end).replace(/^(["'])(.*)\1$/, "$2");
  const first = steps.find((step) => step.name === name);
  return first
    ? [
        {
          span: first.attributes.name?.span ?? first.block.infoSpan,
          message: `The first step that is named \`${name}\`.`,
        },
      ]
    : [];
}

/** A suggestion replaces exactly what the problem points at, where that is a single word. */
function suggestionFixes({ code, message, span }: Problem): readonly Fix[] {
  const suggestion = /Did you mean `([^`]+)`\?$/.exec(message)?.[1];
  if (!suggestion || !["unknown-attribute", "unknown-step", "front-matter"].includes(code)) return [];
  return [{ title: `Use \`${suggestion}\``, safety: "unsafe", edits: [{ span, newText: suggestion }] }];
}
