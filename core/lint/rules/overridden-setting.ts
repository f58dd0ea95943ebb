import type { Setting } from "../../option-file/types.ts";
import { recoveryRule } from "../recovery/recovery-rule.ts";
import { isSecret } from "../recovery/secrets.ts";

const ADDS_UP =
  /^((binlog|replicate)_(do|ignore|wild|rewrite)_|plugin_load|early_plugin_load|ignore_db_dir|optimizer_switch|performance_schema_instrument|debug|loose_|wsrep_provider_options)/;

export const overriddenSetting = recoveryRule({
  code: "CNF080",
  id: "overridden-setting",
  title: "A setting stands once in a group",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/option-files.html",
    "https://mariadb.com/kb/en/configuring-mariadb-with-option-files/",
  ],
  *check(view) {
    for (const name of view.effective.lines.keys()) {
      const lines = view.all(name);
      if (lines.length < 2 || ADDS_UP.test(name)) continue;
      const last = new Map(lines.map((line) => [groupOf(line.setting), line]));
      for (const line of lines) {
        const later = last.get(groupOf(line.setting));
        if (!later || later === line || !line.known || meaning(later.value) === meaning(line.value)) continue;
        yield view.reportLine(
          line,
          `This line counts for nothing: ${later.setting.name.value} is set again below${isSecret(later.setting) ? "" : `, to ${shown(later.value)}`}. Keep one.`,
          {
            fixes: [{ title: "Remove the line", safety: "safe", edits: [{ span: line.setting.span, newText: "" }] }],
          },
        );
      }
    }
  },
});

const LONGEST_VALUE = 60;

function shown(value: string): string {
  if (value === "") return "nothing";
  return value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value;
}

function meaning(value: string): string {
  const word = value.toLowerCase().replace(/(?<=.)\/$/, "");
  return word === "1" || word === "true" ? "on" : word === "0" || word === "false" ? "off" : word;
}

function groupOf({ group }: Setting): string {
  return group?.name.value.toLowerCase() ?? "";
}
