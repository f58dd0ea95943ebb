import { recoveryRule } from "../recovery/recovery-rule.ts";
import { NEAR_REPLICA } from "../recovery/server-view.ts";

export const missingServerId = recoveryRule({
  code: "CNF020",
  id: "missing-server-id",
  title: "Every server of a replication topology has a server_id of its own",
  severity: "error",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options.html#sysvar_server_id",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#server_id",
  ],
  *check(view) {
    if (view.has("server_id")) {
      if (view.number("server_id") === 0)
        yield view.report(
          "server_id",
          "With server_id = 0 the server neither serves replicas nor follows a source. Give it a number that no other server of the topology has.",
        );
      return;
    }
    if (!view.isReplica && !view.logs) return;
    const fatal = view.isMySql && !view.inVersions(">=8.0") && view.logs;
    yield view.report(
      "server_id",
      fatal
        ? "MySQL 5.7 refuses to start with a binary log and no server_id. Give the server a number that no other server of the topology has."
        : `Without a line the server_id is ${view.text("server_id") ?? "1"}, as on every other server that sets none, and two servers with one number cannot replicate. Give it a number of its own.`,
      { near: NEAR_REPLICA, ...(view.isReplica || fatal ? {} : { severity: "warning" }) },
    );
  },
});
