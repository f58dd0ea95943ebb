import { recoveryRule } from "../recovery/recovery-rule.ts";
import { NEAR_REPLICA } from "../recovery/server-view.ts";

export const timeZoneOfTheMachine = recoveryRule({
  code: "CNF110",
  id: "time-zone-of-the-machine",
  title: "Nodes of several sites share a time zone",
  severity: "information",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_time_zone",
    "https://mariadb.com/kb/en/time-zones/",
  ],
  *check(view) {
    const sites = new Set(view.cluster?.nodes.flatMap(({ site }) => (site === undefined ? [] : [site])));
    if (!view.isMember || sites.size < 2 || !/^system$/i.test(view.text("default_time_zone") ?? "")) return;
    yield view.report(
      "default_time_zone",
      "The time zone is that of the machine, and the nodes are at several sites: after a failover NOW() and what compares with it may give other values. Set one zone on all, such as +00:00.",
      { want: "+00:00", near: NEAR_REPLICA },
    );
  },
});
