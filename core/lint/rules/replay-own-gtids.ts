import { binlogStreams, hasOption } from "../binlog-streams.ts";
import { codeSpan } from "../code.ts";
import { eachStep, isKnown } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

export const replayOwnGtids: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK034",
  id: "replay-own-gtids",
  title: "A replay is not skipped for its own GTIDs",
  severity: "information",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/mysqlbinlog.html#option_mysqlbinlog_skip-gtids"],
  *check(runbook, context) {
    for (const { step, target } of eachStep(runbook, context)) {
      // MariaDB applies events whatever their GTIDs are.
      if (target.flavor === "mariadb") continue;
      for (const { reader } of binlogStreams(step)) {
        const [first] = reader.words;
        if (!first || hasOption(reader, /^--(?:skip|include|exclude)-gtids\b/)) continue;
        const { end } = codeSpan(step, first);
        yield {
          span: codeSpan(step, first),
          severity: isKnown(target, "mysql", 9, 7) ? "warning" : "information",
          message:
            "Where GTIDs are on, a server that has executed these transactions once skips every one of them, ends with 0 and says nothing. Restoring to the server that wrote them needs `--skip-gtids`.",
          fixes: [
            {
              title: "Add --skip-gtids",
              safety: "unsafe",
              edits: [{ span: { start: end, end }, newText: " --skip-gtids" }],
            },
          ],
        };
      }
    }
  },
};
