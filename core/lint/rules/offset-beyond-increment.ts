import { recoveryRule } from "../recovery/recovery-rule.ts";

export const offsetBeyondIncrement = recoveryRule({
  code: "CNF077",
  id: "offset-beyond-increment",
  title: "An auto-increment offset is one that counts",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-source.html#sysvar_auto_increment_offset",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#auto_increment_offset",
  ],
  *check(view) {
    const offset = view.number("auto_increment_offset") ?? 1;
    const increment = view.number("auto_increment_increment") ?? 1;
    if (!view.has("auto_increment_offset") || offset <= increment) return;
    yield view.report(
      "auto_increment_offset",
      `auto_increment_offset = ${offset} is ignored, since it is larger than auto_increment_increment (${increment}): two sources hand out the same numbers. Set the increment to the number of sources or more.`,
      { fixes: view.writing("auto_increment_increment", String(offset), ["auto_increment_offset"]) },
    );
  },
});
