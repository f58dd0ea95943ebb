import type { Span } from "../text/span.ts";
import { type ShellWord, shellWords } from "./words.ts";

export interface ShellPassword {
  /** In the script: the option or assignment with its value. */
  readonly span: Span;
  readonly value: string;
  /** The value is nothing but a variable, so the document does not give it away. */
  readonly isVariable: boolean;
}

const clients = /^(?:mysql|mariadb|mydumper|myloader|xtrabackup|innobackupex|pt-)[\w.-]*$/;

/** Finds passwords in the commands of a script, also in quoted commands for another host. A bare `-p` asks and is none. */
export function findShellPasswords(script: string): readonly ShellPassword[] {
  return scan(script, 0, 0).sort((a, b) => a.span.start - b.span.start);
}

function scan(script: string, shift: number, depth: number): ShellPassword[] {
  const found: ShellPassword[] = [];
  const clientCommands = new Set<number>();
  for (const word of shellWords(script)) {
    const text = script.slice(word.start, word.end);
    if (clients.test(text.replace(/^.*\//, ""))) clientCommands.add(word.command);
    const value = valueIn(text, clientCommands.has(word.command));
    if (value !== undefined)
      found.push({ span: { start: shift + word.start, end: shift + word.end }, ...judge(value) });
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
  const option = isClient ? /^(?:-p|--password\d?=|--passwd=)(.+)$/s.exec(word) : undefined;
  const assignment = /^(?:MYSQL_PWD|[A-Z0-9_]*(?:PASSWORD|PASSWD))=(.+)$/s.exec(word);
  const address = /^["']?(?:mysqlx?|mariadb):\/\/[^\s:@/]+:([^\s@/]+)@/.exec(word);
  return (option ?? assignment ?? address)?.[1];
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
