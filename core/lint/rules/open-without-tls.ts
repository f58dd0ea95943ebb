import { recoveryRule } from "../recovery/recovery-rule.ts";

export const openWithoutTls = recoveryRule({
  code: "CNF087",
  id: "open-without-tls",
  title: "A server that is open to the network wants TLS",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_require_secure_transport",
    "https://mariadb.com/kb/en/server-system-variables/#require_secure_transport",
  ],
  *check(view) {
    if (!view.has("bind_address") || view.on("require_secure_transport") || view.on("skip_networking")) return;
    const open = view.list("bind_address").find((address) => /^(\*|0\.0\.0\.0|::)$/.test(address));
    if (open === undefined) return;
    yield view.report(
      "bind_address",
      `The server listens on every address (${open}) and takes connections without TLS, those of replicas with their passwords and data too. Bind to the address that is needed and set require_secure_transport = ON.`,
      { fixes: view.writing("require_secure_transport", "ON", ["bind_address"]) },
    );
  },
});
