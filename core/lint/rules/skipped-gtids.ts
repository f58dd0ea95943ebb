import { binlogStreams, hasOption } from "../binlog-streams.ts";
import { allStatements, assignmentsOf, codeSpan } from "../code.ts";
import { eachStep } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

export const skippedGtids: RunbookRule = {
  about: "runbook",
  code: "RBK095",
  id: "skipped-gtids",
  title: "A replay keeps the GTIDs that replication goes on with",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/mysqlbinlog.html#option_mysqlbinlog_skip-gtids"],
  *check(runbook, context) {
    const needsGtids = allStatements(runbook).some(
      (statement) =>
        assignmentsOf(statement).some(({ name }) => name === "gtid_purged") ||
        statement.words.some(
          (word, index) =>
            /^(?:SOURCE|MASTER)_AUTO_POSITION$/.test(word) &&
            statement.words[index + 1] === "=" &&
            statement.words[index + 2] !== "0",
        ),
    );
    if (!needsGtids) return;
    for (const { step, target } of eachStep(runbook, context)) {
      if (target.flavor === "mariadb") continue;
      for (const { reader } of binlogStreams(step)) {
        const option = reader.words.find(({ text }) => text === "--skip-gtids" || text === "--skip-gtids=true");
        if (!option || hasOption(reader, /^--skip-gtids=(?:0|false|off)$/i)) continue;
        yield {
          span: codeSpan(step, option),
          message:
            "What is replayed here gets new GTIDs, and this runbook goes on by GTID: replicas and the source then apply the same changes twice, or the server is found to have errant transactions. Replay with the GTIDs onto an instance whose gtid_purged is that of the backup.",
        };
      }
    }
  },
};
