import { recoveryRule } from "../recovery/recovery-rule.ts";
import type { ServerView } from "../recovery/server-view.ts";
import type { Fix } from "../rule.ts";

export const oneSidedSemiSync = recoveryRule({
  code: "CNF083",
  id: "one-sided-semi-sync",
  title: "Semi-synchronous replication survives a change of roles",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-semisync-interface.html",
    "https://mariadb.com/kb/en/semisynchronous-replication/#",
  ],
  *check(view) {
    if (!view.isReplica || !view.on("rpl_semi_sync_source_enabled") || view.on("rpl_semi_sync_replica_enabled")) return;
    const name = view.spell("rpl_semi_sync_replica_enabled");
    yield view.report(
      "rpl_semi_sync_source_enabled",
      `Once another node is the source, this one does not acknowledge, and commits there wait or go on unprotected. Set ${name} = ON too.`,
      { fixes: acknowledging(view) },
    );
  },
});

/** On MySQL the replica's side is a plugin of its own. */
function acknowledging(view: ServerView): readonly Fix[] {
  const near = ["rpl_semi_sync_source_enabled"];
  const enabled = ["rpl_semi_sync_replica_enabled", "ON"] as const;
  if (!view.isMySql || view.all("plugin_load_add").some(({ value }) => /semisync_(replica|slave)/.test(value)))
    return view.writing(...enabled, near);
  const name = view.spell(enabled[0]);
  const side = name.includes("slave") ? "slave" : "replica";
  return view.writing(enabled[0], `ON`, near).map((fix) => ({
    ...fix,
    edits: fix.edits.map((edit) => ({ ...edit, newText: `\nplugin_load_add = semisync_${side}.so${edit.newText}` })),
  }));
}
