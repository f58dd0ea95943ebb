import type { Version } from "../../mysql/flavor.ts";
import type { ShellCommand } from "../../shell/commands.ts";
import { codeSpan } from "../code.ts";
import { eachCommand } from "../each.ts";
import type { RunbookRule } from "../rule.ts";
import type { RunbookTarget } from "../runbook-target.ts";

const names = { mysql: "MySQL", mariadb: "MariaDB" } as const;

export const clientOfAnotherVersion: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK101",
  id: "client-of-another-version",
  title: "Dumps and backups are made by programs of the server's version",
  severity: "warning",
  references: [
    "https://docs.percona.com/percona-xtrabackup/8.4/compatibility.html",
    "https://mariadb.com/kb/en/mariadb-backup-overview/",
  ],
  *check(runbook, context) {
    for (const { command, step, target } of eachCommand(runbook, context)) {
      const problem = problemOf(command, target);
      if (problem) yield { span: codeSpan(step, problem.word), message: problem.message };
    }
  },
};

function problemOf(command: ShellCommand, { flavor, version }: RunbookTarget) {
  const [first] = command.words;
  if (!first || !flavor) return undefined;
  if (flavor === "mysql" && /^(?:mariadb-dump|mariadb-backup|mariabackup)$/.test(command.name))
    return {
      word: first,
      message: `\`${command.name}\` is MariaDB's, and does not know the data and words of MySQL. Use ${/dump/.test(command.name) ? "mysqldump or MySQL Shell" : "xtrabackup or CLONE"}.`,
    };
  if (flavor === "mariadb" && /^(?:xtrabackup|innobackupex)$/.test(command.name))
    return {
      word: first,
      message: `\`${command.name}\` does not know the redo log of MariaDB 10.3 and later. Use mariadb-backup.`,
    };
  return version && imageProblem(command, version);
}

/** `docker run … mysql:8.0 mysqldump …` for a server of another series. */
function imageProblem({ name, words }: ShellCommand, version: Version) {
  if (!/^(?:docker|podman)$/.test(name) || words[1]?.text !== "run") return undefined;
  const at = words.findIndex(({ value }) =>
    /(?:^|\/)(?:mysql|mariadb|percona|percona-server|percona-xtrabackup)(?:-server)?:\d+\.\d+/.test(value),
  );
  const image = words[at];
  const tool = words.slice(at + 1).find(({ text }) => !text.startsWith("-"));
  if (
    !image ||
    !tool ||
    !/^(?:\S*\/)?(?:mysqldump|mysqlbinlog|mariadb-dump|mariadb-binlog|xtrabackup|mariadb-backup|mariabackup)$/.test(
      tool.value,
    )
  )
    return undefined;
  const [, family = "", major = "", minor = ""] = /(mysql|mariadb|percona)[\w-]*:(\d+)\.(\d+)/.exec(image.value) ?? [];
  const flavor = family === "mariadb" ? "mariadb" : "mysql";
  const isSame = flavor === version.flavor && Number(major) === version.major && Number(minor) === version.minor;
  if (isSame) return undefined;
  return {
    word: image,
    message: `\`${tool.value}\` comes from ${image.value} here, and the servers are ${names[version.flavor]} ${version.major}.${version.minor}: programs of another series miss what is new, or are refused. Use the image of the server's version.`,
  };
}
