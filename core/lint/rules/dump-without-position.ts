import { hasOption } from "../binlog-streams.ts";
import { allStatements, begins, codeSpan } from "../code.ts";
import { dumpOf } from "../dumps.ts";
import { eachCommand } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

export const dumpWithoutPosition: RunbookRule = {
  about: "runbook",
  code: "RBK100",
  id: "dump-without-position",
  title: "A dump that seeds a replica says where it was taken",
  severity: "warning",
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/mysqldump.html#option_mysqldump_source-data",
    "https://mariadb.com/kb/en/mariadb-dump/",
  ],
  *check(runbook, context) {
    const all = allStatements(runbook);
    // Under a lock the position is read by hand.
    if (all.some((statement) => begins(statement, "FLUSH TABLES WITH READ LOCK"))) return;
    const changes = all.filter(({ words }) => words[0] === "CHANGE");
    const has = (name: RegExp) => changes.some(({ words }) => words.some((word) => name.test(word)));
    const byFile = has(/^(?:SOURCE|MASTER)_LOG_FILE$/);
    const byGtid = changes.some(({ words }) =>
      words.some((word, at) => word === "MASTER_USE_GTID" && words[at + 2] !== "NO"),
    );
    if (!byFile && !byGtid) return;
    for (const { command, step } of eachCommand(runbook, context)) {
      const dump = dumpOf(command);
      const [first] = command.words;
      if (!dump || !first || dump.isPart || !changes.some((change) => change.step.index > step.index)) continue;
      const option = byGtid && dump.isSeed ? "--gtid" : "--master-data=2";
      const isMissing = byGtid ? !dump.isSeed || !hasOption(command, /^--gtid$/) : !dump.isSeed;
      if (!isMissing) continue;
      const added =
        option === "--gtid"
          ? "--gtid"
          : byGtid
            ? "--master-data=2 --gtid"
            : command.name === "mysqldump"
              ? "--source-data=2"
              : option;
      const span = codeSpan(step, first);
      yield {
        span,
        message: `A replica is set up by ${byGtid ? "GTID" : "file and position"} below, and this dump does not say which it was taken at: a position that is read before or after it loses or repeats changes. Add ${added}.`,
        fixes: [
          {
            title: `Add ${added}`,
            safety: "unsafe",
            edits: [{ span: { start: span.end, end: span.end }, newText: ` ${added}` }],
          },
        ],
      };
    }
  },
};
