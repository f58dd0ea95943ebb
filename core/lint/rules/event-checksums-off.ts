import { recoveryRule } from "../recovery/recovery-rule.ts";

export const eventChecksumsOff = recoveryRule({
  code: "CNF037",
  id: "event-checksums-off",
  title: "Binary log events carry checksums, and replicas check them",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-binary-log.html#sysvar_binlog_checksum",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#binlog_checksum",
  ],
  *check(view) {
    const oldGroup = view.has("group_replication_group_name") && !view.inVersions(">=8.0.21");
    if (view.has("binlog_checksum") && view.member("binlog_checksum", ["NONE", "CRC32"]) === "NONE" && !oldGroup)
      yield view.report(
        "binlog_checksum",
        "Without checksums a damaged event is applied on replicas and replayed in a recovery unseen. Set CRC32.",
        { want: "CRC32" },
      );
    if (view.has("replica_sql_verify_checksum") && !view.on("replica_sql_verify_checksum"))
      yield view.report(
        "replica_sql_verify_checksum",
        "This replica applies events without checking them, so damage in its relay log reaches the data. Set ON.",
        { want: "ON" },
      );
  },
});
