import { binlogStreams } from "../binlog-streams.ts";
import { codeSpan } from "../code.ts";
import { eachStep } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

export const separateBinlogStreams: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK032",
  id: "separate-binlog-streams",
  title: "All binary logs are replayed through one connection",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/point-in-time-recovery-positions.html"],
  *check(runbook, context) {
    for (const { step } of eachStep(runbook, context)) {
      const streams = binlogStreams(step);
      for (const [index, { reader }] of streams.entries()) {
        if (index === 0 && !reader.inLoop) continue;
        const why = reader.inLoop
          ? "Each round of this loop replays one file through a connection of its own"
          : "This block replays binary logs a second time, through another connection";
        yield {
          span: codeSpan(step, { start: reader.words[0]?.start ?? 0, end: reader.words[0]?.end ?? 0 }),
          message: `${why}: temporary tables and transactions that reach into the next file are lost. Give all files to one mysqlbinlog in their order, and keep alternatives in blocks of their own.`,
        };
      }
    }
  },
};
