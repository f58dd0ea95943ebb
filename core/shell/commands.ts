import type { Span } from "../text/span.ts";
import { type ShellWord, shellWords } from "./words.ts";

export interface CommandWord extends ShellWord {
  readonly text: string;
  /** Without the quotes around all of it. */
  readonly value: string;
}

/** One simple command of a script. Spans are offsets in the script, also of what stands in `$(…)` or is quoted for another shell. */
export interface ShellCommand {
  /** The program without its folder; what merely starts another one (`sudo`, `env`, `docker exec`) is passed over. */
  readonly name: string;
  /** From the name on; targets of redirections are left out. */
  readonly words: readonly CommandWord[];
  readonly assignments: readonly CommandWord[];
  readonly redirections: readonly { readonly operator: string; readonly word: CommandWord }[];
  /** What stands between it and the command before: `|`, `||`, `&&`, or `;` for anything else; empty for the first. */
  readonly joinedBy: "" | "|" | "||" | "&&" | ";";
  readonly inLoop: boolean;
  /** The body of its here-document. */
  readonly heredoc?: Span;
  readonly span: Span;
}

const starters = new Set(["sudo", "env", "time", "nohup", "exec", "command", "nice", "ionice", "timeout"]);
const keywords = new Set(["do", "then", "else", "elif", "if", "while", "until", "!", "{", "}"]);
const shells = new Set(["ssh", "bash", "sh", "zsh", "su"]);
const containers = new Set(["docker", "podman", "kubectl", "oc"]);

/** The commands of a script, in order; those inside another stand behind it. Never throws. */
export function shellCommands(script: string): readonly ShellCommand[] {
  return scan(script, 0, 0);
}

interface Draft {
  readonly joinedBy: ShellCommand["joinedBy"];
  readonly words: CommandWord[];
  readonly redirections: { operator: string; word: CommandWord }[];
}

function scan(script: string, shift: number, depth: number): readonly ShellCommand[] {
  const documents = heredocs(script);
  const drafts: Draft[] = [];
  let end = 0;
  for (const word of shellWords(script)) {
    if (documents.some(({ body }) => body.start <= word.start && word.start < body.end)) continue;
    const gap = gapBetween(script, end, word.start, documents);
    end = word.end;
    const joinedBy = joint(gap);
    const last = drafts.at(-1);
    const draft =
      last && joinedBy === undefined ? last : { joinedBy: (last && joinedBy) ?? "", words: [], redirections: [] };
    if (draft !== last) drafts.push(draft);
    const redirection = /(<<<|<<-?|<|>>|>\||>)\s*$/.exec(gap.replace(/[<>]&\s*$/, ">"))?.[1];
    const found = toWord(script, word, shift);
    if (redirection && !(redirection.startsWith("<<") && redirection !== "<<<"))
      draft.redirections.push({ operator: redirection, word: found });
    else if (!redirection) draft.words.push(found);
  }
  const commands: ShellCommand[] = [];
  let loops = 0;
  for (const draft of drafts) {
    if (draft.words[0]?.text === "do") loops++;
    if (draft.words[0]?.text === "done") loops--;
    const command = toCommand(draft, loops > 0, documents, shift);
    if (command) commands.push(command, ...nested(script, command, shift, depth));
  }
  return commands;
}

function toWord(script: string, word: ShellWord, shift: number): CommandWord {
  const text = script.slice(word.start, word.end);
  const [only] = word.quoted;
  const isQuoted = /^["']/.test(text) && only?.start === word.start && only.end === word.end;
  return {
    ...word,
    start: word.start + shift,
    end: word.end + shift,
    quoted: word.quoted.map(({ start, end }) => ({ start: start + shift, end: end + shift })),
    text,
    value: isQuoted ? text.slice(1, -1) : text,
  };
}

/** Without comments and continued line ends, so that what is left is white space and operators. */
function gapBetween(script: string, from: number, to: number, documents: readonly Heredoc[]): string {
  let gap = script.slice(from, to);
  for (const { body } of documents)
    if (from <= body.start && body.end <= to) gap = script.slice(from, body.start) + script.slice(body.end, to);
  return gap.replace(/\\\n/g, " ").replace(/#[^\n]*/g, "");
}

function joint(gap: string): ShellCommand["joinedBy"] | undefined {
  const operators = gap.replace(/[<>]&|&>>?|>\|/g, " ");
  const found = /\|\||&&|\||[;\n&()]/.exec(operators)?.[0];
  if (found === undefined) return undefined;
  return found === "|" || found === "||" || found === "&&" ? found : ";";
}

function toCommand(
  { joinedBy, words, redirections }: Draft,
  inLoop: boolean,
  documents: readonly Heredoc[],
  shift: number,
): ShellCommand | undefined {
  const assignments: CommandWord[] = [];
  let at = 0;
  for (; at < words.length; at++) {
    const { text } = words[at] ?? { text: "" };
    const word = words[at];
    if (word && /^[A-Za-z_]\w*\+?=/.test(text)) assignments.push(word);
    else if (starters.has(text))
      while (/^(?:-|\d+[smh]?$)/.test(words[at + 1]?.text ?? "")) at += skipped(words, at + 1);
    else if (!keywords.has(text)) break;
  }
  const rest = insideContainer(words.slice(at));
  const [first] = rest;
  const all = [...words, ...redirections.map(({ word }) => word)];
  const span = { start: Math.min(...all.map((word) => word.start)), end: Math.max(...all.map((word) => word.end)) };
  if (!first && assignments.length === 0) return undefined;
  const heredoc = documents.find(({ opened }) => span.start <= opened + shift && opened + shift <= span.end + 4);
  return {
    name: first?.value.replace(/^.*\//, "") ?? "",
    words: rest,
    assignments,
    redirections,
    joinedBy,
    inLoop,
    ...(heredoc ? { heredoc: { start: heredoc.body.start + shift, end: heredoc.body.end + shift } } : {}),
    span,
  };
}

/** An option of a starter, with the user or number behind it. */
function skipped(words: readonly CommandWord[], at: number): number {
  return /^-[un]$/.test(words[at]?.text ?? "") ? 2 : 1;
}

function insideContainer(words: readonly CommandWord[]): readonly CommandWord[] {
  if (!containers.has(words[0]?.value ?? "") || !words.some(({ text }) => text === "exec")) return words;
  const inner = words.findIndex(({ value }) =>
    /^(?:\S*\/)?(?:mysql|mariadb|xtrabackup|mydumper|myloader)[\w-]*$/.test(value),
  );
  const marked = words.findIndex(({ text }) => text === "--") + 1;
  const at =
    marked > 0 ? marked : words.findLastIndex(({ value }, index) => index <= inner && /^(?:mysql|mariadb)/.test(value));
  return at > 0 ? words.slice(at) : words;
}

function nested(script: string, command: ShellCommand, shift: number, depth: number): readonly ShellCommand[] {
  if (depth > 2) return [];
  const all = [...command.words, ...command.assignments, ...command.redirections.map(({ word }) => word)];
  const quoted = all.flatMap((word) =>
    word.quoted.flatMap(({ start, end }) => {
      const text = script.slice(start - shift, end - shift);
      const isCode = text.startsWith("(") || (shells.has(command.name) && /\s/.test(text));
      return isCode ? scan(text.slice(1, -1), start + 1, depth + 1) : [];
    }),
  );
  return [...handedOn(command), ...quoted];
}

/** Options of ssh and xargs whose value is a word of its own. */
const valued: Readonly<Record<string, RegExp>> = { ssh: /^-[bcDEeFIiJLlmOopQRSWw]$/, xargs: /^-[adEILnPs]$/ };

/** What `ssh host` and `xargs` are given as words of their own: `ssh db1 systemctl stop mysqld`. */
function handedOn(command: ShellCommand): readonly ShellCommand[] {
  const options = Object.hasOwn(valued, command.name) ? valued[command.name] : undefined;
  if (!options) return [];
  const { words } = command;
  let at = 1;
  while (words[at]?.text.startsWith("-")) at += options.test(words[at]?.text ?? "") ? 2 : 1;
  if (command.name === "ssh") at++;
  while (starters.has(words[at]?.text ?? "")) at++;
  const rest = words.slice(at);
  const [first] = rest;
  const last = rest.at(-1);
  if (!first || !last || /\s/.test(first.value)) return [];
  const isRepeated = command.name === "xargs" && words.slice(1, at).some(({ text }) => /^-[nLI]/.test(text));
  return [
    {
      ...command,
      name: first.value.replace(/^.*\//, ""),
      words: rest,
      assignments: [],
      inLoop: command.inLoop || isRepeated,
      span: { start: first.start, end: last.end },
    },
  ];
}

interface Heredoc {
  /** Where its `<<` stands. */
  readonly opened: number;
  /** With the line that ends it. */
  readonly body: Span;
}

/** The here-documents of a script, in order. */
export function heredocs(script: string): readonly Heredoc[] {
  const found: Heredoc[] = [];
  let from = 0;
  for (const match of script.matchAll(/<<(-?)\s*\\?(["']?)([A-Za-z_]\w*)\2[^\n]*\n/g)) {
    if (match.index < from || script[match.index - 1] === "<") continue;
    const start = match.index + match[0].length;
    const close = new RegExp(`^${match[1] ? "\\t*" : ""}${match[3]}[ \\t]*$`, "m").exec(script.slice(start));
    const end = close ? start + close.index + close[0].length : script.length;
    found.push({ opened: match.index, body: { start, end } });
    from = end;
  }
  return found;
}
