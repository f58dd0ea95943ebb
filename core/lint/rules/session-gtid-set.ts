import { replaceTokens, tokenSpan } from "../code.ts";
import { eachStatement } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

export const sessionGtidSet: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK043",
  id: "session-gtid-set",
  title: "Sets of GTIDs are read from the global variable",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/5.7/en/replication-options-gtids.html#sysvar_gtid_executed"],
  *check(runbook, context) {
    for (const { statement, target } of eachStatement(runbook, context)) {
      if (target.flavor === "mariadb") continue;
      for (const [index, word] of statement.words.entries()) {
        const name = /^@@(?:SESSION\.|LOCAL\.)?(GTID_(?:EXECUTED|PURGED))$/.exec(word)?.[1];
        if (name === undefined) continue;
        const written = statement.tokens[index]?.text.slice(-name.length) ?? name;
        const is57 = target.version?.major === 5;
        yield {
          span: tokenSpan(statement, index),
          severity: is57 ? "error" : "warning",
          message:
            "On MySQL 5.7 this is the session's own set, which is empty: every comparison with it holds. Write @@GLOBAL.",
          fixes: [
            {
              title: "Read the global variable",
              safety: "safe",
              edits: [replaceTokens(statement, index, index, `@@GLOBAL.${written}`)],
            },
          ],
        };
      }
    }
  },
};
