import type { Cluster } from "../../cluster/inventory-types.ts";
import { splitStatements } from "../../mysql/sql/statements.ts";
import type { Step } from "../../runbook/types.ts";
import type { ShellCommand } from "../../shell/commands.ts";
import { isClient } from "../../shell/handed-sql.ts";
import { codeSpan, commandsOf } from "../code.ts";
import { eachStep } from "../each.ts";
import { asSqlFence } from "../from-client.ts";
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
          fixes: asSqlStep(step, command, runbook.text, context.cluster),
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

/** Only where the client's line is the first, and everything behind it is SQL; how the session is left goes with it. */
function asSqlStep(step: Step, command: ShellCommand, text: string, cluster: Cluster | undefined): readonly Fix[] {
  const [first = "", ...rest] = step.code.split("\n");
  const leaves = (line: string) => /^\s*(?:exit|quit|\\q)\s*;?\s*$/i.test(line);
  const { statements, problems } = splitStatements(rest.filter((line) => !leaves(line)).join("\n"));
  const isSql =
    statements.length > 0 && problems.length === 0 && statements.every(({ text: each }) => sqlVerb.test(each));
  const endsWell = statements.slice(0, -1).every(({ terminator }) => terminator !== "");
  if (command.span.end > first.length || !isSql || !endsWell) return [];
  const start = codeSpan(step, { start: 0, end: 0 }).start;
  if (text.slice(text.lastIndexOf("\n", start - 1) + 1, start).trim() !== "" || step.language === "console") return [];
  const fence = asSqlFence(text, step, command, cluster);
  if (!fence) return [];
  let offset = 0;
  const edits = step.code.split("\n").flatMap((line, index) => {
    const from = offset;
    offset += line.length + 1;
    if (index > 0 && !leaves(line)) return [];
    const end = Math.min(offset, step.code.length);
    return [{ span: codeSpan(step, { start: from, end }), newText: "" }];
  });
  return [{ title: "Make it a SQL step", safety: "unsafe", edits: [...fence, ...edits] }];
}
