import { isBinlogReader } from "../binlog-streams.ts";
import { codeSpan, commandsOf } from "../code.ts";
import { eachStep } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

export const stopDatetimeZone: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK033",
  id: "stop-datetime-zone",
  title: "A time at which a replay stops has a time zone",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/mysqlbinlog.html#option_mysqlbinlog_stop-datetime"],
  *check(runbook, context) {
    for (const { step } of eachStep(runbook, context)) {
      let isSet = false;
      for (const command of commandsOf(step)) {
        const exported = [...command.assignments, ...(command.name === "export" ? command.words : [])];
        const own = exported.some(({ text }) => text.startsWith("TZ="));
        if (own && (command.words.length === 0 || command.name === "export")) isSet = true;
        if (!isBinlogReader(command) || own || isSet) continue;
        const option = command.words.find(({ text }) => /^--(?:start|stop)-datetime\b/.test(text));
        const [first] = command.words;
        if (!option || !first) continue;
        const { start } = codeSpan(step, first);
        yield {
          span: codeSpan(step, option),
          message:
            "mysqlbinlog reads this time in the time zone of the shell that happens to run it, and stops elsewhere without a word. Put `TZ=UTC` before the command, or stop by position or GTID.",
          fixes: [
            {
              title: "Read the time as UTC",
              safety: "unsafe",
              edits: [{ span: { start, end: start }, newText: "TZ=UTC " }],
            },
          ],
        };
      }
    }
  },
};
