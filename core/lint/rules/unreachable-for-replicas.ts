import { recoveryRule } from "../recovery/recovery-rule.ts";

const LOOPBACK = /^(localhost|127\.[\d.]+|::1)$/i;

export const unreachableForReplicas = recoveryRule({
  code: "CNF094",
  id: "unreachable-for-replicas",
  title: "Other nodes can connect",
  severity: "error",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_skip_networking",
    "https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_bind_address",
    "https://mariadb.com/kb/en/server-system-variables/#skip_networking",
  ],
  *check(view) {
    if (view.on("skip_networking")) {
      if (view.isReplica || view.logs)
        yield view.report(
          "skip_networking",
          "The server takes no connections over the network, so no replica can follow it. Remove the line.",
          { fixes: view.removing("skip_networking"), ...(view.isMember ? {} : { severity: "warning" }) },
        );
      return;
    }
    const addresses = view.list("bind_address");
    if (!view.isMember || !view.has("bind_address") || addresses.length === 0) return;
    const host = view.node?.host ?? "";
    if (LOOPBACK.test(host) || host === "" || !addresses.every((address) => LOOPBACK.test(address))) return;
    yield view.report(
      "bind_address",
      `The server listens on ${addresses.join(", ")} alone, but the inventory has it as ${host}: no other node can follow it. Bind to that address.`,
    );
  },
});
