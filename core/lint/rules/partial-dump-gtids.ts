import { hasOption } from "../binlog-streams.ts";
import { codeSpan } from "../code.ts";
import { dumpOf } from "../dumps.ts";
import { eachCommand, isKnown } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

export const partialDumpGtids: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK040",
  id: "partial-dump-gtids",
  title: "A dump of a part does not claim all transactions",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/mysqldump.html#option_mysqldump_set-gtid-purged"],
  *check(runbook, context) {
    for (const { command, step, target } of eachCommand(runbook, context)) {
      const dump = dumpOf(command);
      const [first] = command.words;
      if (!dump || !first || dump.isEverything || !isKnown(target, "mysql")) continue;
      if (command.name !== "mysqldump" || hasOption(command, /^--set-gtid-purged\b/)) continue;
      const span = codeSpan(step, first);
      yield {
        span,
        message:
          "Where GTIDs are on, this dump says that every transaction of the server is in it, though it holds a part of the data. Add `--set-gtid-purged=OFF`.",
        fixes: [
          {
            title: "Add --set-gtid-purged=OFF",
            safety: "unsafe",
            edits: [{ span: { start: span.end, end: span.end }, newText: " --set-gtid-purged=OFF" }],
          },
        ],
      };
    }
  },
};
