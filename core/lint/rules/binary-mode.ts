import { binlogStreams, hasOption } from "../binlog-streams.ts";
import { codeSpan } from "../code.ts";
import { eachStep } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

export const binaryMode: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK037",
  id: "binary-mode",
  title: "The client reads binary logs as they are",
  severity: "information",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/mysql-command-options.html#option_mysql_binary-mode"],
  *check(runbook, context) {
    for (const { step } of eachStep(runbook, context)) {
      for (const { client } of binlogStreams(step)) {
        const [first] = client.words;
        if (!first || hasOption(client, /^--binary-mode\b/)) continue;
        const span = codeSpan(step, first);
        yield {
          span,
          message:
            "Without `--binary-mode` the client turns \\r\\n into \\n and stops at a NUL, so binary values arrive changed or not at all. Add it.",
          fixes: [
            {
              title: "Add --binary-mode",
              safety: "safe",
              edits: [{ span: { start: span.end, end: span.end }, newText: " --binary-mode" }],
            },
          ],
        };
      }
    }
  },
};
