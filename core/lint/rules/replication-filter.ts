import { leavesNothingOut, REPLICATION_FILTERS } from "../../mysql/replication-filters.ts";
import { recoveryRule } from "../recovery/recovery-rule.ts";

export const replicationFilter = recoveryRule({
  code: "CNF031",
  id: "replication-filter",
  title: "A replica applies everything",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-replica.html#option_mysqld_replicate-do-db",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#replicate_do_db",
  ],
  *check(view) {
    for (const name of REPLICATION_FILTERS) {
      for (const line of view.all(name)) {
        if (leavesNothingOut(name, line.value)) continue;
        yield view.reportLine(
          line,
          name === "replicate_rewrite_db"
            ? `This replica applies changes under another database's name ("${line.value}"): it cannot take the source's place. Remove the line, or never promote this replica.`
            : `This replica leaves out changes ("${line.value}"), so it is no copy of its source. Remove the filter, or never promote or back up from this replica.`,
          { fixes: view.removing(name) },
        );
      }
    }
  },
});
