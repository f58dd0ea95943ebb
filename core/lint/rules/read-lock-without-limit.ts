import { assignmentsOf, begins, tokenSpan } from "../code.ts";
import { eachStatement } from "../each.ts";
import type { Fix, RunbookRule } from "../rule.ts";

export const readLockWithoutLimit: RunbookRule = {
  about: "runbook",
  code: "RBK053",
  id: "read-lock-without-limit",
  title: "The wait for a global read lock is limited",
  severity: "information",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_lock_wait_timeout"],
  *check(runbook, context) {
    let isLimited = false;
    for (const { statement, step, target } of eachStatement(runbook, context)) {
      if (assignmentsOf(statement).some(({ name }) => name === "lock_wait_timeout")) isLimited = true;
      if (isLimited || !begins(statement, "FLUSH TABLES WITH READ LOCK")) continue;
      const span = tokenSpan(statement, 0, 4);
      const before = runbook.text.slice(runbook.text.lastIndexOf("\n", span.start - 1) + 1, span.start);
      const newText = `SET SESSION lock_wait_timeout = 10;${before.trim() === "" ? `${runbook.text.startsWith("\r\n", runbook.text.indexOf("\n", span.start) - 1) ? "\r\n" : "\n"}${before}` : " "}`;
      const fixes: readonly Fix[] =
        step.kind === "sql"
          ? [
              {
                title: "Give up after 10 seconds",
                safety: "unsafe",
                edits: [{ span: { start: span.start, end: span.start }, newText }],
              },
            ]
          : [];
      yield {
        span,
        // Tried: MariaDB does not wait for a SELECT, and its default is 86400 seconds.
        message: `Behind one long ${target.flavor === "mariadb" ? "write this waits up to a day" : "SELECT this waits up to a year"}, and every write waits behind it. Set lock_wait_timeout for the session first.`,
        fixes,
      };
    }
  },
};
