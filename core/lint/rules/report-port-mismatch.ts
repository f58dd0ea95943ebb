import { recoveryRule } from "../recovery/recovery-rule.ts";

export const reportPortMismatch = recoveryRule({
  code: "CNF022",
  id: "report-port-mismatch",
  title: "A replica reports the port that it listens on",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-replica.html#sysvar_report_port",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#report_port",
  ],
  *check(view) {
    const reported = view.number("report_port");
    if (!view.has("report_port") || !reported) return;
    const port = view.has("port")
      ? view.number("port")
      : (view.node?.port ?? (view.effective.includes ? undefined : 3306));
    if (port === undefined || port === reported) return;
    yield view.report(
      "report_port",
      `This replica reports port ${reported} and listens on ${port}. Remove report_port, unless a port is forwarded.`,
      { fixes: view.removing("report_port") },
    );
  },
});
