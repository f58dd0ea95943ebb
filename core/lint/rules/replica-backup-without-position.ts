import type { Step } from "../../runbook/types.ts";
import { hasOption } from "../binlog-streams.ts";
import { codeSpan } from "../code.ts";
import { eachCommand } from "../each.ts";
import type { LintContext, RunbookRule } from "../rule.ts";

export const replicaBackupWithoutPosition: RunbookRule = {
  about: "runbook",
  code: "RBK096",
  id: "replica-backup-without-position",
  title: "A backup of a replica knows the position of its source",
  severity: "warning",
  references: ["https://docs.percona.com/percona-xtrabackup/8.4/make-backup-in-replication-env.html"],
  *check(runbook, context) {
    for (const { command, step } of eachCommand(runbook, context)) {
      const isBackup =
        command.name === "innobackupex" ||
        (/^(?:xtrabackup|mariadb-backup|mariabackup)$/.test(command.name) && hasOption(command, /^--backup$/));
      const [first] = command.words;
      if (!isBackup || !first || !isOnReplica(step, context)) continue;
      const missing = [
        ...(hasOption(command, /^--(?:slave|replica)-info$/) ? [] : ["--slave-info"]),
        ...(hasOption(command, /^--(?:safe-slave-backup|safe-replica-backup|no-lock)$/) ? [] : ["--safe-slave-backup"]),
      ];
      if (missing.length === 0) continue;
      const span = codeSpan(step, first);
      yield {
        span,
        message: `${missing.includes("--slave-info") ? "The backup holds the replica's own position, not that of its source, which a new replica needs" : "Temporary tables that replication holds open are missing from the backup"}. Add ${missing.join(" ")}.`,
        fixes: [
          {
            title: `Add ${missing.join(" ")}`,
            safety: "unsafe",
            edits: [{ span: { start: span.end, end: span.end }, newText: ` ${missing.join(" ")}` }],
          },
        ],
      };
    }
  },
};

function isOnReplica({ attributes, heading }: Step, { cluster }: LintContext): boolean {
  const on = attributes.on?.value;
  if (on === "replica" || on === "replicas") return true;
  if (on !== undefined) return cluster?.nodes.find(({ name }) => name === on)?.role === "replica";
  return /\b(?:from|on|of) (?:a|the|one|this)? ?(?:replica|slave)\b/i.test(heading ?? "");
}
