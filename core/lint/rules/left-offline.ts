import { recoveryRule } from "../recovery/recovery-rule.ts";

export const leftOffline = recoveryRule({
  code: "CNF102",
  id: "left-offline",
  title: "A server that starts lets clients in",
  severity: "warning",
  appliesTo: { mysql: "*" },
  references: ["https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_offline_mode"],
  *check(view) {
    if (!view.has("offline_mode") || !view.on("offline_mode")) return;
    yield view.report(
      "offline_mode",
      "After every start the server refuses all clients but administrators. It is a means of fencing, to be set at run time: remove the line.",
      { fixes: view.removing("offline_mode") },
    );
  },
});
