import { assignmentsOf, begins, insertAfter, type Statement, statementsOf, tokenSpan } from "../code.ts";
import { eachStep } from "../each.ts";
import type { Fix, RunbookRule } from "../rule.ts";

const writes =
  /^(?:INSERT|UPDATE|DELETE|REPLACE|LOAD|CREATE|ALTER|DROP|TRUNCATE|RENAME|GRANT|REVOKE|OPTIMIZE|REPAIR|ANALYZE)$/;
const flushed = /^(?:TABLES?|PRIVILEGES|STATUS|USER_RESOURCES|OPTIMIZER_COSTS)$/;
const unlogged = /^(?:NO_WRITE_TO_BINLOG|LOCAL)$/;

export const errantWrite: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK031",
  id: "errant-write",
  title: "What is written on a replica alone stays out of its binary log",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/set-sql-log-bin.html"],
  *check(runbook, context) {
    const replicas = new Set(context.cluster?.nodes.filter(({ role }) => role === "replica").map(({ name }) => name));
    for (const { step } of eachStep(runbook, context)) {
      const on = step.attributes.on?.value ?? "";
      if (step.kind !== "sql" || !(on === "replica" || on === "replicas" || replicas.has(on))) continue;
      let isLogged = true;
      for (const statement of statementsOf(step)) {
        for (const { name, text } of assignmentsOf(statement))
          if (name === "sql_log_bin") isLogged = !/^(?:0|OFF|FALSE)$/.test(text);
        if (!isLogged || !isWrite(statement)) continue;
        yield {
          span: tokenSpan(statement, 0, Math.min(1, statement.tokens.length - 1)),
          message:
            "This gives the replica a transaction of its own (an errant GTID), for which it can't be promoted cleanly. Do it on the source, or behind SET sql_log_bin = 0.",
          fixes: unloggedFix(statement),
        };
      }
    }
  },
};

function isWrite(statement: Statement): boolean {
  const { words } = statement;
  const [first = "", second = ""] = words;
  if (first === "FLUSH") return flushed.test(second) && !words.includes("LOCK") && !words.includes("EXPORT");
  // MariaDB's ANALYZE SELECT and MySQL's temporary tables leave the log alone.
  if (begins(statement, "CREATE TEMPORARY") || begins(statement, "DROP TEMPORARY")) return false;
  if (/^(?:ANALYZE|OPTIMIZE|REPAIR)$/.test(first)) return !unlogged.test(second) && words.includes("TABLE");
  return writes.test(first);
}

/** Only maintenance statements have a word for it. */
function unloggedFix(statement: Statement): readonly Fix[] {
  if (!/^(?:FLUSH|ANALYZE|OPTIMIZE|REPAIR)$/.test(statement.words[0] ?? "")) return [];
  return [
    { title: "Add NO_WRITE_TO_BINLOG", safety: "unsafe", edits: [insertAfter(statement, 0, " NO_WRITE_TO_BINLOG")] },
  ];
}
