import { recoveryRule } from "../recovery/recovery-rule.ts";

export const dependenciesByCommitOrder = recoveryRule({
  code: "CNF059",
  id: "dependencies-by-commit-order",
  title: "The source tells replicas what can be applied together",
  severity: "information",
  appliesTo: { mysql: ">=8.0 <8.4" },
  references: [
    "https://dev.mysql.com/doc/refman/8.0/en/replication-options-binary-log.html#sysvar_binlog_transaction_dependency_tracking",
  ],
  *check(view) {
    if (!view.logOn || !view.has("binlog_transaction_dependency_tracking")) return;
    if (
      view.member("binlog_transaction_dependency_tracking", ["COMMIT_ORDER", "WRITESET", "WRITESET_SESSION"]) !==
      "COMMIT_ORDER"
    )
      return;
    yield view.report(
      "binlog_transaction_dependency_tracking",
      "By commit order replicas apply together only what was committed together. With WRITESET they apply in parallel whatever does not touch the same rows.",
      { want: "WRITESET" },
    );
  },
});
