import { recoveryRule } from "../recovery/recovery-rule.ts";

export const binaryLogApartFromInnodb = recoveryRule({
  code: "CNF048",
  id: "binary-log-apart-from-innodb",
  title: "Binary log and InnoDB agree after a crash",
  severity: "error",
  appliesTo: { mysql: "<8.0" },
  references: ["https://dev.mysql.com/doc/refman/5.7/en/innodb-parameters.html#sysvar_innodb_support_xa"],
  *check(view) {
    if (!view.has("innodb_support_xa") || view.on("innodb_support_xa")) return;
    yield view.report(
      "innodb_support_xa",
      "Without innodb_support_xa a crash can leave transactions in the binary log that the data lack, or the other way round. Remove the line.",
      { fixes: view.removing("innodb_support_xa") },
    );
  },
});
