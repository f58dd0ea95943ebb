import type { Span } from "../text/span.ts";
import { shellCommands } from "./commands.ts";
import { type ShellWord, shellWords } from "./words.ts";

export interface ShellPassword {
  /** In the script: the option or assignment with its value. */
  readonly span: Span;
  readonly value: string;
  /** The value is nothing but a variable, so the document does not give it away. */
  readonly isVariable: boolean;
}

const clients = /^(?:mysql|mariadb|mydumper|myloader|xtrabackup|innobackupex|pt-)[\w.-]*$/;
interface Habit {
  /** Before the value, as a word of its own or a part of the value's. */
  readonly option: RegExp;
  readonly attached: RegExp;
  /** The password stands behind the name of the user. */
  readonly isAccount: boolean;
  /** Another command begins with the first word that is no option. */
  readonly startsAnother: boolean;
}

function habit(option: string, more: Partial<Habit> = {}): Habit {
  return {
    option: new RegExp(`^(?:${option})$`),
    attached: new RegExp(`^(?:${option})=?(.+)$`, "s"),
    isAccount: false,
    startsAnother: false,
    ...more,
  };
}

/** Programs that are no clients and take a password behind an option. */
const others: Readonly<Record<string, Habit>> = {
  curl: habit("-[a-zA-Z]*u|--user|-U|--proxy-user", { isAccount: true }),
  sshpass: habit("-p", { startsAnother: true }),
  ipmitool: habit("-P"),
  gpg: habit("--passphrase"),
  gpg2: habit("--passphrase"),
  mydumper: habit("-p|--password"),
  myloader: habit("-p|--password"),
  wget: habit("--(?:http-|ftp-|proxy-)?password"),
};

/** Finds passwords in the commands of a script, also in quoted commands for another host. A bare `-p` asks and is none. */
export function findShellPasswords(script: string): readonly ShellPassword[] {
  const documents = script.includes("<<") ? shellCommands(script).flatMap(({ heredoc }) => heredoc ?? []) : [];
  const found = [
    ...scan(script, 0, 0),
    ...documents.flatMap(({ start, end }) => sqlPasswords(script.slice(start, end), start)),
  ].sort((a, b) => a.span.start - b.span.start);
  return found.filter(({ span }, index) => !found.some((other, at) => at < index && span.start < other.span.end));
}

function scan(script: string, shift: number, depth: number): ShellPassword[] {
  const found: ShellPassword[] = [];
  const clientCommands = new Set<number>();
  const programs = new Map<number, string>();
  let before: { readonly text: string; readonly command: number } | undefined;
  for (const word of shellWords(script)) {
    const text = script.slice(word.start, word.end);
    const name = text.replace(/^.*\//, "");
    const previous = before?.command === word.command ? before.text : "";
    before = { text, command: word.command };
    if (clients.test(name)) clientCommands.add(word.command);
    if (Object.hasOwn(others, name) && !previous.startsWith("-")) programs.set(word.command, name);
    const habits = others[programs.get(word.command) ?? ""];
    const value =
      valueIn(text, clientCommands.has(word.command)) ?? (habits ? valueBehind(habits, previous, text) : undefined);
    if (habits?.startsAnother && name !== "sshpass" && !text.startsWith("-")) programs.delete(word.command);
    if (value !== undefined) {
      // In SQL a comma or bracket follows.
      const end = /^[,;)]+$/.test(text.slice(text.indexOf(value) + value.length))
        ? word.start + text.indexOf(value) + value.length
        : word.end;
      found.push({ span: { start: shift + word.start, end: shift + end }, ...judge(value) });
    }
    for (const part of depth < 3 ? nested(script, word) : []) {
      found.push(
        ...scan(script.slice(part.start, part.end), shift + part.start, depth + 1),
        ...sqlPasswords(script.slice(part.start, part.end), shift + part.start),
      );
    }
  }
  return found;
}

/** The value of a password that a word holds. `-p` counts only behind the name of a client: `mkdir -p` and `ssh -p22` mean something else. */
function valueIn(word: string, isClient: boolean): string | undefined {
  const option = isClient ? /^(?:-p|--password\d?=|--passwd=|--encrypt-key=)(.+)$/s.exec(word) : undefined;
  const assignment = /^(?:MYSQL_PWD|[A-Z0-9_]*(?:PASSWORD|PASSWD))=("[^"]*"(?=[,;)]*$)|'[^']*'(?=[,;)]*$)|.+$)/s.exec(
    word,
  );
  const address = /^["']?(?:mysqlx?|mariadb|https?|ftp):\/\/[^\s:@/]+:([^\s@/]+)@/.exec(word);
  // mysqlsh root:secret@host, and h=host,u=root,p=secret of Percona's tools.
  const account = isClient ? /^["']?[\w.-]+:([^\s:@/]+)@[\w.[-]/.exec(word) : undefined;
  const source = isClient ? /^["']?(?:[A-Za-z]=[^,]*,)*p=([^,"']+)/.exec(word) : undefined;
  return (option ?? assignment ?? address ?? account ?? source)?.[1];
}

/** Of a program that is no client: `-P secret`, `-Psecret`, `--passphrase=secret`. */
function valueBehind(habits: Habit, previous: string, word: string): string | undefined {
  const value = habits.option.test(previous) ? word : habits.attached.exec(word)?.[1];
  if (value === undefined || !habits.isAccount) return value;
  return /^["']?[^:"']*:(.+?)["']?$/s.exec(value)?.[1];
}

function judge(written: string): { readonly value: string; readonly isVariable: boolean } {
  const value = written.replace(/^(["'])([\s\S]*)\1$/, "$2");
  const isReplaced = !written.startsWith("'");
  // A digit or sign behind the dollar is a parameter of the script: `-p$3cret` is a literal that the shell will maul.
  return { value, isVariable: isReplaced && /^(?:\$[A-Za-z_]\w*|\$\{[^}]+\}|\$\(.*|`.*)$/s.test(value) };
}

/** Quoted parts that hold more than a word, without their quotes. */
function nested(script: string, word: ShellWord): readonly Span[] {
  return word.quoted
    .map(({ start, end }) => ({ start: start + 1, end: Math.max(start + 1, end - 1) }))
    .filter(({ start, end }) => /\s/.test(script.slice(start, end)));
}

function sqlPasswords(text: string, shift: number): readonly ShellPassword[] {
  const pattern = /\b(?:identified\s+(?:with\s+\S+\s+)?by|(?:master|source)_password\s*=)\s*\\?(['"])([^'"\\]+)/gi;
  return [...text.matchAll(pattern)].map((match) => {
    const end = shift + match.index + match[0].length;
    const value = match[2] ?? "";
    return { span: { start: end - value.length, end }, value, isVariable: /^\$\{?\w+\}?$/.test(value) };
  });
}
