import { recoveryRule } from "../recovery/recovery-rule.ts";

export const partialRowImage = recoveryRule({
  code: "CNF028",
  id: "partial-row-image",
  title: "Events hold whole rows",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-binary-log.html#sysvar_binlog_row_image",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#binlog_row_image",
  ],
  *check(view) {
    if (!view.has("binlog_row_image")) return;
    const image = view.member("binlog_row_image", ["MINIMAL", "NOBLOB", "FULL", "FULL_NODUP"]);
    if (image !== "MINIMAL" && image !== "NOBLOB") return;
    yield view.report(
      "binlog_row_image",
      `With binlog_row_image = ${image} events lack columns, so a wrong change can neither be reviewed nor undone from the log. Set FULL.`,
      { want: "FULL" },
    );
  },
});
