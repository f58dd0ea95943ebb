import { recoveryRule } from "../recovery/recovery-rule.ts";

export const replicationUnobserved = recoveryRule({
  code: "CNF103",
  id: "replication-unobserved",
  title: "The state of replication can be observed",
  severity: "information",
  appliesTo: { mysql: ">=5.7" },
  references: ["https://dev.mysql.com/doc/refman/8.4/en/performance-schema-replication-tables.html"],
  *check(view) {
    if (!view.isReplica || !view.has("performance_schema") || view.on("performance_schema")) return;
    yield view.report(
      "performance_schema",
      "Without the performance schema the state, the errors and the lag of each applier worker cannot be seen. Set ON.",
      { want: "ON" },
    );
  },
});
