import { tokenSpan } from "../code.ts";
import { eachStatement, isKnown } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

export const oldPasswordPlugin: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK058",
  id: "old-password-plugin",
  title: "Accounts use a plugin that the server has",
  severity: "error",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/native-pluggable-authentication.html"],
  *check(runbook, context) {
    for (const { statement, target } of eachStatement(runbook, context)) {
      if (!isKnown(target, "mysql", 8, 4)) continue;
      const { words } = statement;
      for (const [index, word] of words.entries()) {
        const name = word.replace(/^(["'`])(.*)\1$/, "$2").toLowerCase();
        if (
          words[index - 1] !== "WITH" ||
          words[index - 2] !== "IDENTIFIED" ||
          !/^(?:mysql_native_password|sha256_password)$/.test(name)
        )
          continue;
        if (name === "sha256_password") continue;
        const isGone = isKnown(target, "mysql", 9, 0);
        yield {
          span: tokenSpan(statement, index),
          message: `${isGone ? "MySQL 9.0 removed this plugin" : "MySQL 8.4 does not load this plugin"}, so the statement fails with error 1524. Write caching_sha2_password.`,
          fixes: [
            {
              title: "Use caching_sha2_password",
              safety: "unsafe",
              edits: [
                {
                  span: tokenSpan(statement, index),
                  newText: /^["'`]/.test(word) ? `${word[0]}caching_sha2_password${word[0]}` : "caching_sha2_password",
                },
              ],
            },
          ],
        };
      }
    }
  },
};
