import { hasOption } from "../binlog-streams.ts";
import { codeSpan } from "../code.ts";
import { dumpOf } from "../dumps.ts";
import { eachCommand } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

export const inconsistentDump: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK038",
  id: "inconsistent-dump",
  title: "A dump is of one moment",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/mysqldump.html#option_mysqldump_single-transaction"],
  *check(runbook, context) {
    for (const { command, step } of eachCommand(runbook, context)) {
      const dump = dumpOf(command);
      const [first] = command.words;
      if (!dump || !first || hasOption(command, /^(?:--single-transaction\b.*|--lock-all-tables|-x|--no-data|-d)$/))
        continue;
      const isSpread = dump.isEverything || dump.isSeed || hasOption(command, /^(?:--databases|-B)$/);
      const span = codeSpan(step, first);
      yield {
        span,
        severity: isSpread ? "warning" : "information",
        message: dump.isSeed
          ? "Without `--single-transaction` this locks every table of the server for as long as the dump takes. Add it."
          : isSpread
            ? "Each database is dumped at a moment of its own, and its tables are locked meanwhile. Add `--single-transaction`."
            : "This locks the tables while it reads them. Add `--single-transaction`, which reads InnoDB tables as of one moment without a lock.",
        fixes: [
          {
            title: "Add --single-transaction",
            safety: "unsafe",
            edits: [{ span: { start: span.end, end: span.end }, newText: " --single-transaction" }],
          },
        ],
      };
    }
  },
};
