import { recoveryRule } from "../recovery/recovery-rule.ts";

export const purgeWithoutReplicas = recoveryRule({
  code: "CNF086",
  id: "purge-without-replicas",
  title: "Binary logs wait for the replicas that need them",
  severity: "warning",
  appliesTo: { mariadb: ">=11.4" },
  references: [
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#slave_connections_needed_for_purge",
  ],
  *check(view) {
    if (!view.has("replica_connections_needed_for_purge") || view.number("replica_connections_needed_for_purge") !== 0)
      return;
    yield view.report(
      "replica_connections_needed_for_purge",
      "With 0 the source purges binary logs also while every replica is away, which then cannot catch up. Set the number of replicas.",
      { want: "1" },
    );
  },
});
