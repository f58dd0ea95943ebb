import { splitStatements } from "../../mysql/sql/statements.ts";
import { keepByText } from "../../text/keep.ts";
import type { RunbookRule } from "../rule.ts";

export const unlabelledCommands: RunbookRule = {
  about: "runbook",
  code: "RBK050",
  id: "unlabelled-commands",
  title: "A block that is meant to be run says what it is",
  severity: "information",
  references: [],
  *check({ text, unlabelled = [] }) {
    // A text about something else has sessions of its own.
    if (unlabelled.length === 0 || !/mysql|mariadb/i.test(text)) return;
    for (const { span, infoSpan, code } of unlabelled) {
      const language = languages(code);
      if (language !== "none")
        yield {
          span: { start: span.start, end: infoSpan.end },
          message: `This looks like ${language === "sql" ? "SQL" : language === "console" ? "a session" : "a shell script"}, and is text: without a word on its fence nothing runs it. Write \`${language}\` there, or \`text\`.`,
          fixes: [
            { title: `Label it \`${language}\``, safety: "unsafe", edits: [{ span: infoSpan, newText: language }] },
            { title: "Label it `text`", safety: "unsafe", edits: [{ span: infoSpan, newText: "text" }] },
          ],
        };
    }
  },
};

const sqlVerb =
  /^(?:SHOW\s+(?:REPLICA|SLAVE|MASTER|BINARY|GLOBAL|VARIABLES|STATUS|PROCESSLIST|FULL|DATABASES|TABLES|GRANTS|CREATE)|SELECT\s|SET\s+(?:GLOBAL|SESSION|PERSIST|@)|(?:START|STOP|RESET)\s+(?:REPLICA|SLAVE|MASTER|GROUP_REPLICATION)|CHANGE\s+(?:MASTER|REPLICATION)|GRANT\s|FLUSH\s|(?:CREATE|DROP|ALTER)\s+(?:USER|DATABASE|TABLE)|PURGE\s|UNLOCK\s+TABLES|USE\s)/i;
const client =
  /^(?:sudo\s+)?(?:mysql|mysqldump|mysqladmin|mysqlbinlog|mysqlsh|mariadb|mariadb-dump|mariadb-binlog|mariadb-backup|mariabackup|xtrabackup|systemctl)\s+\S/;

/** Only what is certain: every line is a command, or a prompt begins the block. */
function languageOf(code: string): "sql" | "console" | "sh" | "none" {
  const lines = code.split("\n").filter((line) => line.trim() !== "");
  const first = lines[0] ?? "";
  if (/^\s*(?:mysql|MariaDB \[[^\]]*\])>/i.test(first)) return "sql";
  if (/^\$ \S/.test(first)) return "console";
  const commands = lines.filter((line) => !/^\s*#/.test(line));
  if (
    commands.length > 0 &&
    commands.every((line, index) => client.test(line) || /\\$/.test(commands[index - 1] ?? ""))
  )
    return "sh";
  const { statements } = splitStatements(code);
  return statements.length > 0 && statements.every(({ text, terminator }) => terminator !== "" && sqlVerb.test(text))
    ? "sql"
    : "none";
}

const languages = keepByText(languageOf);
