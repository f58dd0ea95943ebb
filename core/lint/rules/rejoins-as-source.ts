import { recoveryRule } from "../recovery/recovery-rule.ts";

export const rejoinsAsSource = recoveryRule({
  code: "CNF085",
  id: "rejoins-as-source",
  title: "A failed source of a semi-synchronous cluster comes back as a replica",
  severity: "warning",
  appliesTo: { mariadb: ">=10.6.19" },
  references: [
    "https://mariadb.com/kb/en/semisynchronous-replication/#",
    "https://mariadb.com/kb/en/mariadbd-options/#-init-rpl-role",
  ],
  *check(view) {
    if (!view.on("rpl_semi_sync_source_enabled") && !view.on("rpl_semi_sync_replica_enabled")) return;
    if (!view.has("init_rpl_role") || view.member("init_rpl_role", ["MASTER", "SLAVE"]) !== "MASTER") return;
    yield view.report(
      "init_rpl_role",
      "After a crash this server keeps transactions that no replica acknowledged, and cannot follow the new source. Set init_rpl_role = SLAVE, so that it drops them when it rejoins.",
      { want: "SLAVE" },
    );
  },
});
