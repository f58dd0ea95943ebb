import { codeSpan, commandsOf } from "../code.ts";
import { eachStep } from "../each.ts";
import type { Fix, RunbookRule } from "../rule.ts";

const producers =
  /^(?:mysqldump|mariadb-dump|mysqlpump|mysqlbinlog|mariadb-binlog|xtrabackup|mariabackup|mariadb-backup|innobackupex|xbstream|mbstream|gunzip|zcat|pigz|zstd|zstdcat|unzstd|xzcat|lz4|openssl|gpg)$/;

export const maskedPipeFailure: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK036",
  id: "masked-pipe-failure",
  title: "A pipe fails when its first program does",
  severity: "warning",
  references: ["https://www.gnu.org/software/bash/manual/html_node/The-Set-Builtin.html"],
  *check(runbook, context) {
    for (const { step } of eachStep(runbook, context)) {
      const commands = commandsOf(step);
      if (commands.some(({ name, words }) => name === "set" && words.some(({ text }) => text === "pipefail"))) continue;
      for (const [index, command] of commands.entries()) {
        const [first] = command.words;
        const next = commands[index + 1];
        if (!first || next?.joinedBy !== "|" || !producers.test(command.name)) continue;
        // To look at a part of the output is not to depend on all of it.
        if (/^(?:grep|egrep|zgrep|head|less|more|wc|awk|sed|tail|md5sum|sha256sum)$/.test(next.name)) continue;
        yield {
          span: codeSpan(step, first),
          message: `When \`${command.name}\` fails, the pipe still ends as its last program does, and half a stream counts as whole. Put \`set -o pipefail\` before it.`,
          fixes: pipefail(
            step.code.startsWith("#!"),
            codeSpan(step, { start: 0, end: 0 }).start,
            step.language,
            runbook.text,
          ),
        };
        break;
      }
    }
  },
};

function pipefail(hasInterpreter: boolean, start: number, language: string, text: string): readonly Fix[] {
  const line = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  if (language === "console" || hasInterpreter || line.trim() !== "") return [];
  const end = text.startsWith("\r\n", text.indexOf("\n", start) - 1) ? "\r\n" : "\n";
  return [
    {
      title: "Begin with `set -o pipefail`",
      safety: "unsafe",
      edits: [{ span: { start, end: start }, newText: `set -o pipefail${end}${line}` }],
    },
  ];
}
