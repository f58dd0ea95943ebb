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
        const { version } = target;
        const is57 = version?.major === 5;
        const isSession = /^@@(?:SESSION|LOCAL)\./.test(word);
        // Newer servers have the global variable alone: there it is what is read, or error 1238.
        if (version && !is57 && !isSession) continue;
        yield {
          span: tokenSpan(statement, index),
          severity: is57 || (version && isSession) ? "error" : "warning",
          message:
            version && !is57
              ? `MySQL ${version.major}.${version.minor} has this for the whole instance alone, and refuses it (error 1238). Write @@GLOBAL.`
              : "On MySQL 5.7 this is the session's own set, which is empty: every comparison with it holds. Write @@GLOBAL.",
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
