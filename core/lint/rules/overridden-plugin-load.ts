import type { EffectiveLine } from "../../option-file/effective.ts";
import { recoveryRule } from "../recovery/recovery-rule.ts";
import type { Fix } from "../rule.ts";

const MOST_LINES = 50;

export const overriddenPluginLoad = recoveryRule({
  code: "CNF079",
  id: "overridden-plugin-load",
  title: "Every plugin that is named is loaded",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/server-options.html#option_mysqld_plugin-load",
    "https://mariadb.com/kb/en/mariadbd-options/#-plugin-load",
  ],
  *check(view) {
    const lines = view.all("plugin_load");
    const fixes = adding(lines);
    for (const line of lines.slice(0, -1)) {
      yield view.reportLine(
        line,
        "Only the last plugin_load counts, so these plugins are not loaded. Write plugin_load_add.",
        { fixes },
      );
    }
  },
});

function adding(lines: readonly EffectiveLine[]): readonly Fix[] {
  if (lines.length > MOST_LINES) return [];
  const edits = lines.map(({ setting: { name } }) => ({
    span: { start: name.span.end, end: name.span.end },
    newText: name.value.includes("-") ? "-add" : "_add",
  }));
  return [{ title: "Write plugin_load_add", safety: "unsafe", edits }];
}
