import type { EffectiveLine } from "../../option-file/effective.ts";
import { readList } from "../../option-file/values.ts";
import { recoveryRule } from "../recovery/recovery-rule.ts";
import type { ServerView } from "../recovery/server-view.ts";
import type { Fix } from "../rule.ts";

const FILTERS = [
  "binlog_do_db",
  "binlog_ignore_db",
  "replicate_do_db",
  "replicate_ignore_db",
  "replicate_do_table",
  "replicate_ignore_table",
  "replicate_wild_do_table",
  "replicate_wild_ignore_table",
];

export const severalDatabasesInOneFilter = recoveryRule({
  code: "CNF032",
  id: "several-databases-in-one-filter",
  title: "A filter names one database or table per line",
  severity: "error",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-binary-log.html#option_mysqld_binlog-do-db",
    "https://mariadb.com/kb/en/mariadbd-options/#-binlog-do-db",
  ],
  *check(view) {
    for (const name of FILTERS) {
      for (const line of view.all(name)) {
        if (!line.value.includes(",")) continue;
        yield view.reportLine(
          line,
          `"${line.value}" is the name of one ${name.endsWith("db") ? "database" : "table"} here, with the comma in it. Write a line for each.`,
          { fixes: splitting(view, line) },
        );
      }
    }
  },
});

function splitting({ file: { text } }: ServerView, { setting }: EffectiveLine): readonly Fix[] {
  if (!setting.value) return [];
  const { start, end } = setting.value.span;
  const names = readList(setting.value.value);
  const before = text.slice(setting.name.span.start, start);
  const newLine = text.includes("\r\n") ? "\r\n" : "\n";
  const newText = names.map((name, index) => (index === 0 ? name : `${newLine}${before}${name}`)).join("");
  return [{ title: `Write ${names.length} lines`, safety: "unsafe", edits: [{ span: { start, end }, newText }] }];
}
