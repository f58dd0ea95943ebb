import { begins, type Statement, statementsOf, tokenSpan } from "../code.ts";
import { eachStep } from "../each.ts";
import { placeOf } from "../flow.ts";
import type { Report, RunbookRule } from "../rule.ts";

export const lostConnectionSettings: RunbookRule = {
  about: "runbook",
  code: "RBK097",
  id: "lost-connection-settings",
  title: "A replica keeps how it connects",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/reset-replica.html"],
  *check(runbook, context) {
    /** Where RESET REPLICA ALL has forgotten everything. */
    const forgotten = new Set<string>();
    for (const { step } of eachStep(runbook, context)) {
      const place = placeOf(step);
      for (const statement of statementsOf(step)) {
        if (begins(statement, "RESET REPLICA ALL") || begins(statement, "RESET SLAVE ALL")) forgotten.add(place);
        if (!begins(statement, "CHANGE REPLICATION SOURCE TO") && !begins(statement, "CHANGE MASTER TO")) continue;
        yield* switchedOff(statement);
        if (forgotten.delete(place)) yield* notSaidAgain(statement);
      }
    }
  },
};

function* switchedOff(statement: Statement): Iterable<Report> {
  const { words } = statement;
  for (const [index, word] of words.entries()) {
    if (!/^(?:SOURCE|MASTER)_(?:SSL|SSL_VERIFY_SERVER_CERT)$/.test(word)) continue;
    if (words[index + 1] === "=" && words[index + 2] === "0")
      yield {
        span: tokenSpan(statement, index, index + 2),
        message: `This switches off ${/VERIFY/.test(word) ? "the check of the source's certificate" : "TLS"} for the replica, whatever was set before. Leave the option out to keep what is set, or write 1.`,
      };
  }
}

/** Of a replica that has forgotten all, what a new connection can't do without. */
function* notSaidAgain(statement: Statement): Iterable<Report> {
  const has = (name: string) => statement.words.some((word) => word === `SOURCE_${name}` || word === `MASTER_${name}`);
  if (!has("HOST") || has("USER")) return;
  yield {
    span: tokenSpan(statement, 0, 1),
    message:
      "RESET REPLICA ALL has forgotten the account, TLS, delay and retries of this replica, and here they are not said again. Say them all, or write RESET REPLICA without ALL.",
  };
}
