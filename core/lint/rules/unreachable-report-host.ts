import { recoveryRule } from "../recovery/recovery-rule.ts";

const LOOPBACK = /^(localhost(\..*)?|127\.[\d.]+|::1)$/i;

export const unreachableReportHost = recoveryRule({
  code: "CNF021",
  id: "unreachable-report-host",
  title: "The address that a replica reports is one that others can reach",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-replica.html#sysvar_report_host",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#report_host",
  ],
  *check(view) {
    const host = view.text("report_host");
    if (!view.has("report_host") || host === undefined || !LOOPBACK.test(host)) return;
    // Whoever reaches it at all is on this machine.
    if (LOOPBACK.test((view.node?.host ?? view.text("bind_address")) || "")) return;
    yield view.report(
      "report_host",
      `This replica reports itself as ${host}, which is another machine for everyone who asks. Report a name that the other servers resolve.`,
      { fixes: view.removing("report_host") },
    );
  },
});
