import { codeSpan } from "../code.ts";
import { eachCommand, isKnown } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

const tools: Readonly<Record<string, string>> = {
  "pt-slave-find": "Use pt-replica-find of a toolkit from 3.7 on.",
  "pt-slave-delay": "Use SOURCE_DELAY.",
  "pt-slave-restart": "Repair the replica.",
  mysqlpump: "Use mysqldump or util.dumpInstance() of MySQL Shell.",
  mysql_upgrade: "Remove it: the server upgrades itself when it starts.",
  innobackupex: "Use xtrabackup.",
};

export const retiredTool: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK056",
  id: "retired-tool",
  title: "Programs are those that fit the server",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/mysql-nutshell.html#mysql-nutshell-removals"],
  *check(runbook, context) {
    for (const { command, step, target } of eachCommand(runbook, context)) {
      const [first] = command.words;
      const advice = Object.hasOwn(tools, command.name) ? tools[command.name] : undefined;
      if (first && advice && isKnown(target, "mysql", 8, 4))
        yield {
          span: codeSpan(step, first),
          message: `\`${command.name}\` is not there for MySQL 8.4 and later, or speaks words that it has no more. ${advice}`,
        };
    }
  },
};
