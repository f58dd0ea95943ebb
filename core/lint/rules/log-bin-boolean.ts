import type { EffectiveLine } from "../../option-file/effective.ts";
import { recoveryRule } from "../recovery/recovery-rule.ts";
import type { Fix } from "../rule.ts";

export const logBinBoolean = recoveryRule({
  code: "CNF024",
  id: "log-bin-boolean",
  title: "log_bin names files, and is not a switch",
  severity: "error",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-binary-log.html#sysvar_log_bin",
    "https://mariadb.com/kb/en/replication-and-binary-log-system-variables/#log_bin",
  ],
  *check(view) {
    const line = view.line("log_bin");
    if (!line || line.bare || line.prefixes.some((prefix) => prefix === "skip" || prefix === "disable")) return;
    if (/^(off|false|0|no)$/i.test(line.value)) {
      yield view.reportLine(
        line,
        `log_bin = ${line.value} turns the binary log on, with files called "${line.value}.000001". Write skip_log_bin to turn it off.`,
        { fixes: switchingOff(line) },
      );
    } else if (/^(on|true|1|yes)$/i.test(line.value)) {
      yield view.reportLine(
        line,
        `"${line.value}" becomes the name of the binary logs, not a switch. Write the base name that the files have, such as binlog.`,
        {
          severity: "warning",
          fixes: view.writing("log_bin", "binlog"),
        },
      );
    }
  },
});

function switchingOff({ setting }: EffectiveLine): readonly Fix[] {
  const name = setting.name.value.includes("-") ? "skip-log-bin" : "skip_log_bin";
  const span = { start: setting.name.span.start, end: setting.value?.span.end ?? setting.name.span.end };
  return [{ title: `Write ${name}`, safety: "unsafe", edits: [{ span, newText: name }] }];
}
