import { recoveryRule } from "../recovery/recovery-rule.ts";

export const eventsOnReplica = recoveryRule({
  code: "CNF070",
  id: "events-on-replica",
  title: "The scheduler of a replica waits for the promotion",
  severity: "information",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/events-configuration.html",
    "https://mariadb.com/kb/en/event-scheduler/",
  ],
  *check(view) {
    if (!view.isReplica || !view.has("event_scheduler") || !view.on("event_scheduler")) return;
    yield view.report(
      "event_scheduler",
      "Events that are enabled on a replica write there as well, and events of a failed source run as soon as it comes back. Set OFF and let the failover turn the scheduler on.",
      { want: "OFF", ...(view.isMember ? { severity: "warning" } : {}) },
    );
  },
});
