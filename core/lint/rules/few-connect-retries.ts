import { recoveryRule } from "../recovery/recovery-rule.ts";

export const fewConnectRetries = recoveryRule({
  code: "CNF067",
  id: "few-connect-retries",
  title: "A replica goes on looking for its source",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-replica.html#option_mysqld_master-retry-count",
    "https://mariadb.com/kb/en/mariadbd-options/#-master-retry-count",
  ],
  *check(view) {
    const retries = view.number("source_retry_count");
    if (!view.has("source_retry_count") || !retries || retries > 100) return;
    yield view.report(
      "source_retry_count",
      `This replica gives up for good after ${retries} attempts to reach its source, within ${retries} ${retries === 1 ? "minute" : "minutes"} at the usual pace. Set 86400.`,
      { want: "86400" },
    );
  },
});
