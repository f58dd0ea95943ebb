import { recoveryRule } from "../recovery/recovery-rule.ts";

export const tlsOff = recoveryRule({
  code: "CNF088",
  id: "tls-off",
  title: "The server offers TLS",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_tls_version",
    "https://mariadb.com/kb/en/server-system-variables/#tls_version",
  ],
  *check(view) {
    const message =
      "The server offers no TLS, so replicas, backups and runbooks can only connect in plain. Remove the line.";
    if (view.has("tls_version") && /^("")?$/.test((view.text("tls_version") ?? "").trim()))
      yield view.report("tls_version", message, { fixes: view.removing("tls_version") });
    if (view.has("ssl") && !view.on("ssl")) yield view.report("ssl", message, { fixes: view.removing("ssl") });
  },
});
