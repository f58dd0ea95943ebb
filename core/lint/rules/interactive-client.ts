import { splitStatements } from "../../mysql/sql/statements.ts";
import type { Step } from "../../runbook/types.ts";
import type { ShellCommand } from "../../shell/commands.ts";
import { codeSpan, commandsOf, isClient } from "../code.ts";
import { eachStep } from "../each.ts";
import type { Fix, RunbookRule } from "../rule.ts";

const sqlVerb =
  /^(?:SHOW|SELECT|SET|START|STOP|CHANGE|RESET|CREATE|GRANT|REVOKE|FLUSH|UNLOCK|LOCK|ALTER|DROP|USE|PURGE|UPDATE|INSERT|DELETE|KILL)\b/i;

export const interactiveClient: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK041",
  id: "interactive-client",
  title: "A script hands its SQL to the client",
  severity: "warning",
  references: [],
  *check(runbook, context) {
    for (const { step } of eachStep(runbook, context)) {
      for (const command of commandsOf(step)) {
        const [first] = command.words;
        if (!first || !isInteractive(command)) continue;
        yield {
          span: codeSpan(step, first),
          message:
            "This opens the client and waits for somebody to type; in a step nobody does. Put the SQL into a `sql` block, or hand it over with `-e`.",
          fixes: asSqlStep(step, command, runbook.text),
        };
      }
    }
  },
};

function isInteractive(command: ShellCommand): boolean {
  if (!isClient(command) || command.joinedBy === "|" || command.heredoc) return false;
  if (command.redirections.some(({ operator }) => operator.startsWith("<"))) return false;
  const texts = command.words.slice(1).map(({ text }) => text);
  // `mysql` alone may be a word of a text or the name of a package.
  if (texts.length === 0)
    return (
      command.span.end - command.span.start === command.name.length &&
      command.assignments.length === 0 &&
      command.joinedBy === ""
    );
  return !texts.some((text) =>
    /^(?:-[a-oq-zA-Z]*e.*|--execute\b.*|--help|-\?|--version|-V|--print-defaults)$/s.test(text),
  );
}

/** Only where the client's line is the first, and everything behind it is SQL. */
function asSqlStep(step: Step, { span }: ShellCommand, text: string): readonly Fix[] {
  const [first = "", ...rest] = step.code.split("\n");
  const sql = rest.filter((line) => !/^\s*(?:exit|quit)\s*;?\s*$/i.test(line)).join("\n");
  const { statements, problems } = splitStatements(sql);
  const isSql =
    statements.length > 0 && problems.length === 0 && statements.every(({ text: each }) => sqlVerb.test(each));
  const endsWell = statements.slice(0, -1).every(({ terminator }) => terminator !== "");
  if (span.end > first.length || !isSql || !endsWell || rest.join("\n") !== sql) return [];
  const start = codeSpan(step, { start: 0, end: 0 }).start;
  const next = codeSpan(step, { start: first.length + 1, end: first.length + 1 }).start;
  if (text.slice(text.lastIndexOf("\n", start - 1) + 1, start).trim() !== "" || step.language === "console") return [];
  return [
    {
      title: "Make it a SQL step",
      safety: "unsafe",
      edits: [
        { span: step.block.languageSpan, newText: "sql" },
        { span: { start, end: next }, newText: "" },
      ],
    },
  ];
}
