import { recoveryRule } from "../recovery/recovery-rule.ts";

const PAIRS = [
  ["binlog_do_db", "binlog_ignore_db"],
  ["replicate_do_db", "replicate_ignore_db"],
] as const;

export const doAndIgnoreFilters = recoveryRule({
  code: "CNF033",
  id: "do-and-ignore-filters",
  title: "A server filters by what to keep or by what to leave out, not both",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-rules-db-options.html",
    "https://mariadb.com/kb/en/replication-filters/",
  ],
  *check(view) {
    for (const [wanted, ignored] of PAIRS) {
      if (!view.has(wanted)) continue;
      for (const line of view.all(ignored)) {
        yield view.reportLine(line, `${ignored} counts for nothing while ${wanted} is set. Keep one of the two.`, {
          fixes: view.removing(ignored),
        });
      }
    }
  },
});
