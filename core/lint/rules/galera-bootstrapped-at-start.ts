import { recoveryRule } from "../recovery/recovery-rule.ts";

export const galeraBootstrappedAtStart = recoveryRule({
  code: "CNF107",
  id: "galera-bootstrapped-at-start",
  title: "A Galera cluster is bootstrapped by hand",
  severity: "error",
  appliesTo: { mariadb: "*" },
  references: ["https://mariadb.com/kb/en/getting-started-with-mariadb-galera-cluster/#bootstrapping-a-new-cluster"],
  *check(view) {
    if (view.has("wsrep_new_cluster") && view.on("wsrep_new_cluster"))
      yield view.report(
        "wsrep_new_cluster",
        "Each time this server starts it founds a cluster of its own: a split brain. Remove the line, and bootstrap with galera_new_cluster.",
        {
          fixes: view.removing("wsrep_new_cluster"),
        },
      );
    if (view.has("wsrep_cluster_address") && /^gcomm:\/\/\s*(\?.*)?$/.test(view.text("wsrep_cluster_address") ?? ""))
      yield view.report(
        "wsrep_cluster_address",
        "With an empty address this server founds a cluster of its own at each start: a split brain. Name the other nodes, and bootstrap with galera_new_cluster.",
      );
  },
});
