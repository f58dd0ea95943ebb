import { atLeast, formatVersion } from "../../mysql/flavor.ts";
import { findRemoved, type RemovedUse } from "../../mysql/removed-statements.ts";
import { spanInDocument } from "../../runbook/step.ts";
import type { Step } from "../../runbook/types.ts";
import { keepByText } from "../../text/keep.ts";
import type { Span } from "../../text/span.ts";
import { statementsOf } from "../code.ts";
import type { Fix, Report, RunbookRule } from "../rule.ts";
import { type RunbookTarget, runbookTarget, stepTarget } from "../runbook-target.ts";

const removedIn = keepByText(findRemoved);

export const removedStatement: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK003",
  id: "removed-statement",
  title: "The server still has every statement",
  severity: "error",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/mysql-nutshell.html#mysql-nutshell-removals"],
  *check(runbook, context) {
    const whole = runbookTarget(runbook.frontMatter, context);
    for (const step of runbook.steps) {
      const target = stepTarget(step, whole);
      if (target === undefined || target.flavor === "mariadb") continue;
      for (const use of step.kind === "sql" ? removedIn(step.code) : removedInShell(step)) {
        if (!target.version || atLeast(target.version, 8, 4)) yield report(step, use, target);
      }
    }
  },
};

/** In the SQL that a script hands to a client. */
function removedInShell(step: Step): readonly RemovedUse[] {
  return statementsOf(step).flatMap(({ text, start }) => {
    const place = ({ start: from, end }: Span): Span => ({ start: from + start, end: end + start });
    return removedIn(text).map((use) => ({
      ...use,
      // What else in the script reads the columns by their old names is not known.
      sameMeaning: false,
      span: place(use.span),
      edits: use.edits.map(({ span, newText }) => ({ span: place(span), newText })),
    }));
  });
}

function report(step: Step, use: RemovedUse, { version }: RunbookTarget): Report {
  const advice = use.replacement ? `Write ${use.replacement}` : "Remove it";
  const message = version
    ? `MySQL ${formatVersion(version).replace(/\.0$/, "")} has no ${use.name}: it was removed in MySQL 8.4. ${advice}.`
    : `${use.name} was removed in MySQL 8.4. ${advice}, or say in the front matter which \`flavor\` and \`version\` this is for.`;
  return {
    span: spanInDocument(step.codeOffsets, use.span),
    message,
    severity: version ? "error" : "warning",
    fixes: rewrites(step, use, version !== undefined),
  };
}

/** Safe only where the old words cannot work any more: an older server or MariaDB does not know the new ones. */
function rewrites(step: Step, use: RemovedUse, isKnown: boolean): readonly Fix[] {
  if (!use.replacement || use.edits.length === 0) return [];
  const edits = use.edits.map(({ span, newText }) => ({ span: spanInDocument(step.codeOffsets, span), newText }));
  return [{ title: `Use ${use.replacement}`, safety: isKnown && use.sameMeaning ? "safe" : "unsafe", edits }];
}
