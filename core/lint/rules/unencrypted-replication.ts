import { begins, insertAfter, tokenSpan } from "../code.ts";
import { eachStatement, isKnown } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

export const unencryptedReplication: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK055",
  id: "unencrypted-replication",
  title: "A replica logs on through TLS",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/replication-encrypted-connections.html"],
  *check(runbook, context) {
    for (const { statement, target } of eachStatement(runbook, context)) {
      const isNew = begins(statement, "CHANGE REPLICATION SOURCE TO");
      // The new words are those of 8.0.23 and later, whose default is caching_sha2_password.
      if (!isNew && !(begins(statement, "CHANGE MASTER TO") && isKnown(target, "mysql", 8, 0, 4))) continue;
      if (target.flavor === "mariadb" || target.version?.major === 5) continue;
      const { words } = statement;
      const last = words.length - 1;
      const hasAccount = words.some((word) => /^(?:SOURCE|MASTER)_USER$/.test(word));
      const isSafe = words.some((word) =>
        /^(?:(?:SOURCE|MASTER)_(?:SSL|PUBLIC_KEY_PATH)|GET_(?:SOURCE|MASTER)_PUBLIC_KEY)$/.test(word),
      );
      if (!hasAccount || isSafe) continue;
      const option = isNew ? "SOURCE_SSL" : "MASTER_SSL";
      const hasChannel = words.includes("CHANNEL");
      yield {
        span: tokenSpan(statement, 0, isNew ? 3 : 2),
        message: `Without TLS an account with caching_sha2_password, the default, is refused (error 2061) as soon as the source has restarted. Add ${option} = 1.`,
        fixes: hasChannel
          ? []
          : [
              {
                title: `Add ${option} = 1`,
                safety: "unsafe",
                edits: [insertAfter(statement, last, `, ${option} = 1`)],
              },
            ],
      };
    }
  },
};
