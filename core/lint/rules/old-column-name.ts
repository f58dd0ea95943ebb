import { otherReplicationName } from "../../mysql/replication-names.ts";
import type { CommandWord } from "../../shell/commands.ts";
import { begins, codeSpan, commandsOf, statementsOf } from "../code.ts";
import { eachStep } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

const filters = /^(?:grep|egrep|fgrep|awk|gawk|sed)$/;

export const oldColumnName: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK046",
  id: "old-column-name",
  title: "A filter looks for columns that the statement has",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.0/en/show-replica-status.html"],
  *check(runbook, context) {
    for (const { step, target } of eachStep(runbook, context)) {
      if (step.kind !== "shell") continue;
      const statements = statementsOf(step);
      const asksNew = statements.some((statement) => begins(statement, "SHOW REPLICA STATUS"));
      const asksOld = statements.some((statement) => begins(statement, "SHOW SLAVE STATUS"));
      if (asksNew === asksOld) continue;
      // MariaDB answers to both statements with the old names.
      const wrong = target.flavor === "mariadb" || asksOld ? /(?:Replica|Source)/ : /(?:Slave|Master)/;
      for (const command of commandsOf(step)) {
        if (!filters.test(command.name)) continue;
        for (const { name, span } of command.words.slice(1).flatMap(columnsIn)) {
          const other = otherReplicationName(name);
          if (!other || !wrong.test(name)) continue;
          const place = codeSpan(step, span);
          yield {
            span: place,
            message: `The statement above has no column ${name} on this server, so this finds nothing, and nothing found looks like nothing wrong. Look for ${other}.`,
            fixes: [{ title: `Look for ${other}`, safety: "safe", edits: [{ span: place, newText: other }] }],
          };
        }
      }
    }
  },
};

function columnsIn(
  word: CommandWord,
): readonly { readonly name: string; readonly span: { readonly start: number; readonly end: number } }[] {
  return [...word.text.matchAll(/[A-Z][A-Za-z]*(?:_[A-Za-z]+)+/g)].map((match) => ({
    name: match[0],
    span: { start: word.start + match.index, end: word.start + match.index + match[0].length },
  }));
}
