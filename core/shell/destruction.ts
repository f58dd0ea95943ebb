import { classifyRisk } from "../mysql/sql/risk.ts";
import { splitStatements } from "../mysql/sql/statements.ts";
import { keepByText } from "../text/keep.ts";
import type { Span } from "../text/span.ts";
import { type ShellCommand, shellCommands } from "./commands.ts";
import { handedSql, isClient } from "./handed-sql.ts";

/** A command or SQL statement that takes away what only a backup brings back, or stops the server. */
export interface Destruction {
  /** In the script. */
  readonly span: Span;
  /** As it is written. */
  readonly text: string;
}

/**
 * What a script is seen to destroy, in its order. That nothing is found says nothing: a script may call what is not in
 * sight. Never throws.
 */
export const findDestruction: (script: string) => readonly Destruction[] = keepByText((script) => {
  const found = shellCommands(script).flatMap((command, index, all) => {
    const span = spanOfWords(command);
    if (isDestroying(command)) return [{ span, text: script.slice(span.start, span.end) }];
    if (!isClient(command)) return [];
    const feeder = command.joinedBy === "|" ? all[index - 1] : undefined;
    return handedSql(script, command, feeder).flatMap(({ start, end }) =>
      splitStatements(script.slice(start, end)).statements.flatMap((statement) =>
        classifyRisk(statement.text) === "destroys"
          ? [{ span: { start: start + statement.span.start, end: start + statement.span.end }, text: statement.text }]
          : [],
      ),
    );
  });
  return found.sort((a, b) => a.span.start - b.span.start);
});

function spanOfWords({ words, span }: ShellCommand): Span {
  return { start: words[0]?.start ?? span.start, end: words.at(-1)?.end ?? span.end };
}

/** Programs that destroy whatever they are given, and the words that make others do so. */
const always = /^(?:mkfs(?:\.\w+)?|mke2fs|wipefs|shred|lvremove|vgremove|pvremove)$/;
const byWords: readonly (readonly [program: RegExp, words: readonly RegExp[]])[] = [
  [/^(?:mysqladmin|mariadb-admin)$/, [/^(?:drop|shutdown)$/]],
  [/^(?:mysqldump|mariadb-dump)$/, [/^--delete-(?:master|source)-logs$/]],
  [/^myloader$/, [/^(?:-o|--overwrite-tables|--drop-table.*)$/]],
  [/^find$/, [/^-delete$/]],
  [/^rsync$/, [/^--del(?:ete\S*)?$/]],
  [/^(?:zfs|zpool)$/, [/^(?:destroy|rollback)$/]],
  [/^btrfs$/, [/^(?:subvolume|su\w*)$/, /^del(?:ete)?$/]],
  [/^lvconvert$/, [/^--merge$/]],
  [/^(?:docker|podman)$/, [/^volume$/, /^(?:rm|prune)$/]],
  [/^(?:docker|podman|docker-compose)$/, [/^down$/, /^(?:-v|--volumes)$/]],
  [/^(?:kubectl|oc)$/, [/^delete$/, /^(?:pvc?|persistentvolumeclaims?|persistentvolumes?|namespaces?|ns)(?:\/.*)?$/]],
  [/^aws$/, [/^s3$/, /^rb$/]],
  [/^aws$/, [/^s3$/, /^rm$/, /^--recursive$/]],
  [/^aws$/, [/^(?:rds|ec2|backup)$/, /^(?:delete|terminate)-/]],
  [/^(?:gcloud|az)$/, [/^delete$/]],
  [/^terraform$/, [/^destroy$/]],
];
/** A copy that somebody made a moment ago, or nothing at all. */
const scratch = /^["']?(?:\/tmp|\/var\/tmp|\/dev\/shm)\/(?!.*\.\.)[^*\s]/;
const dataDirectory = /^["']?\/var\/lib\/(?:mysql|mariadb)\b/;

function isDestroying(command: ShellCommand): boolean {
  const { name } = command;
  const texts = command.words.slice(1).map(({ value }) => value);
  if (texts.some((text) => /^(?:--help|--version|--dry-run|-n)$/.test(text)) && name !== "rm") return false;
  if (always.test(name)) return true;
  if (name === "rm" || name === "unlink") return removes(texts);
  if (name === "dd")
    return texts.some((text) => /^of=/.test(text) && !/^of=\/dev\/null$/.test(text) && !scratch.test(text.slice(3)));
  if (name === "find" && scratch.test(texts[0] ?? "")) return false;
  return byWords.some(
    ([program, needed]) => program.test(name) && needed.every((word) => texts.some((text) => word.test(text))),
  );
}

/** Whole folders, and files of a data directory: a single other file is nobody's last copy of a database. */
function removes(texts: readonly string[]): boolean {
  const isDeep = texts.some((text) => /^(?:-[a-zA-Z]*[rR][a-zA-Z]*|--recursive)$/.test(text));
  const operands = texts.filter((text) => !text.startsWith("-"));
  const paths = operands.filter((text) => !scratch.test(text));
  // The identity of a copied data directory has to go.
  // Without any the paths come from `xargs`.
  return isDeep
    ? paths.length > 0 || operands.length === 0
    : paths.some((path) => dataDirectory.test(path) && !/auto\.cnf["']?$/.test(path));
}
