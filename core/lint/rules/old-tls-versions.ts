import { recoveryRule } from "../recovery/recovery-rule.ts";

export const oldTlsVersions = recoveryRule({
  code: "CNF089",
  id: "old-tls-versions",
  title: "TLS is of a version that is safe",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_tls_version",
    "https://mariadb.com/kb/en/server-system-variables/#tls_version",
  ],
  *check(view) {
    const old = view.list("tls_version").filter((version) => /^TLSv1(\.[01])?$/i.test(version));
    if (!view.has("tls_version") || old.length === 0) return;
    const want = view.isMySql && !view.inVersions(">=8.0") ? "TLSv1.2" : "TLSv1.2,TLSv1.3";
    yield view.report(
      "tls_version",
      `${old.join(" and ")} ${old.length === 1 ? "is" : "are"} broken, and newer servers and clients refuse ${old.length === 1 ? "it" : "them"}: a replica may find no common version after an upgrade. Set ${want}.`,
      { want },
    );
  },
});
