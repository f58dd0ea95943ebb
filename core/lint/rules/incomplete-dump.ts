import { hasOption } from "../binlog-streams.ts";
import { codeSpan } from "../code.ts";
import { dumpOf } from "../dumps.ts";
import { eachCommand } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

export const incompleteDump: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK039",
  id: "incomplete-dump",
  title: "A dump of everything has routines and events too",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/mysqldump.html#option_mysqldump_routines"],
  *check(runbook, context) {
    for (const { command, step } of eachCommand(runbook, context)) {
      const dump = dumpOf(command);
      const [first] = command.words;
      if (!dump || !first || dump.isPart || !(dump.isEverything || dump.isSeed)) continue;
      const missing = [
        ...(hasOption(command, /^(?:--routines|-[a-zA-Z]*R[a-zA-Z]*)$/) ? [] : ["--routines"]),
        ...(hasOption(command, /^(?:--events|-[a-zA-Z]*E[a-zA-Z]*)$/) ? [] : ["--events"]),
        ...(hasOption(command, /^--(?:skip-triggers|triggers=(?:0|off|false))$/i) ? ["--triggers"] : []),
      ];
      if (missing.length === 0) continue;
      const span = codeSpan(step, first);
      const isAddable = !missing.includes("--triggers");
      yield {
        span,
        message: `What is restored from this dump lacks ${missing.map((name) => `what ${name} gives`).join(" and ")}: nothing tells until it is called. Add ${missing.join(" ")}.`,
        fixes: isAddable
          ? [
              {
                title: `Add ${missing.join(" ")}`,
                safety: "unsafe",
                edits: [{ span: { start: span.end, end: span.end }, newText: ` ${missing.join(" ")}` }],
              },
            ]
          : [],
      };
    }
  },
};
