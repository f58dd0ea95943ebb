import { recoveryRule } from "../recovery/recovery-rule.ts";

export const certificateWithoutKey = recoveryRule({
  code: "CNF090",
  id: "certificate-without-key",
  title: "A certificate comes with its key",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_ssl_cert",
    "https://mariadb.com/kb/en/ssltls-system-variables/",
  ],
  *check(view) {
    const cert = view.has("ssl_cert");
    if (cert === view.has("ssl_key")) return;
    yield view.report(
      cert ? "ssl_cert" : "ssl_key",
      `${cert ? "ssl_cert" : "ssl_key"} is set without ${cert ? "ssl_key" : "ssl_cert"}, and the server comes up without TLS or not at all. Name both.`,
      view.effective.includes ? { severity: "information" } : {},
    );
  },
});
