import type { Step } from "../../runbook/types.ts";
import type { ShellCommand } from "../../shell/commands.ts";
import { shellWords } from "../../shell/words.ts";
import type { Span } from "../../text/span.ts";
import { codeSpan, commandsOf } from "../code.ts";
import { eachStep } from "../each.ts";
import type { Fix, Report, RunbookRule } from "../rule.ts";

export const asksSomebody: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK093",
  id: "asks-somebody",
  title: "No command of a script asks for input",
  severity: "warning",
  references: [],
  *check(runbook, context) {
    for (const { step } of eachStep(runbook, context)) {
      const commands = commandsOf(step);
      for (const command of commands) {
        const option = promptOf(command);
        if (option) yield asksPassword(step, command, option);
        else if (isQuestion(command)) yield asks(step, wordSpan(command));
      }
      if (step.kind === "shell") yield* opensSession(step, commands);
    }
  },
};

const needsPassword = /^(?:mysql|mariadb|xtrabackup|innobackupex)[\w.-]*$/;
/** To these the word behind `-p` is the password. */
const takesPassword = /^(?:mydumper|myloader|pt-[\w-]+)$/;

/** The bare `-p` of a client, which asks; one that also has no SQL is a finding of its own. */
function promptOf(command: ShellCommand): Span | undefined {
  if (takesPassword.test(command.name)) return command.words.find(({ text }) => /^--ask-pass(?:word)?$/.test(text));
  if (!needsPassword.test(command.name) || (/^(?:mysql|mariadb)$/.test(command.name) && !hasInput(command)))
    return undefined;
  return command.words.find(({ text }) => /^(?:-p|--password)$/.test(text));
}

function hasInput({ joinedBy, heredoc, redirections, words }: ShellCommand): boolean {
  return (
    joinedBy === "|" ||
    heredoc !== undefined ||
    redirections.some(({ operator }) => operator.startsWith("<")) ||
    words.some(({ text }) => /^(?:-[a-oq-zA-Z]*e.*|--execute\b.*)$/s.test(text))
  );
}

/** Programs that are there to ask. */
function isQuestion({ name, words, joinedBy, redirections, heredoc }: ShellCommand): boolean {
  if (joinedBy === "|" || heredoc || redirections.some(({ operator }) => operator.startsWith("<"))) return false;
  const texts = words.slice(1).map(({ text }) => text);
  if (name === "read") return texts.some((text) => /^-[a-zA-Z]*[ps]/.test(text));
  if (name === "mysql_config_editor")
    return texts[0] === "set" && texts.some((text) => /^(?:-p|--password)$/.test(text));
  if (name === "crontab") return texts.includes("-e");
  return /^(?:passwd|mysql_secure_installation|mariadb-secure-installation|visudo)$/.test(name);
}

/** Characters around a command within which its redirection or pipe stands. */
const NEAR = 100;

/** Shells and connections that wait for commands to be typed. */
function* opensSession(step: Step, commands: readonly ShellCommand[]): Iterable<Report> {
  const documents = commands.flatMap(({ heredoc }) => heredoc ?? []);
  const groups = new Map<number, Span[]>();
  for (const word of shellWords(step.code))
    if (!documents.some(({ start, end }) => start <= word.start && word.start < end))
      groups.set(word.command, [...(groups.get(word.command) ?? []), word]);
  for (const words of groups.values()) {
    const [first] = words;
    const last = words.at(-1);
    if (!first || !last) continue;
    const texts = words.map(({ start, end }) => step.code.slice(start, end));
    const terminal = terminalOption(texts);
    if (terminal !== undefined) yield wantsTerminal(step, words[terminal] ?? first, texts[terminal] ?? "");
    // What a script is fed with is typed by nobody.
    const around = step.code.slice(last.end, last.end + NEAR).split("\n", 1)[0] ?? "";
    const isFed =
      /^\s*<|^[^;&|]*<</.test(around) || /\|\s*$/.test(step.code.slice(Math.max(0, first.start - NEAR), first.start));
    if (!isFed && isSession(texts)) yield asks(step, { start: first.start, end: first.end });
  }
}

function isSession([first = "", ...rest]: readonly string[]): boolean {
  if (first === "sudo") {
    const inner = rest.findIndex((text) => !text.startsWith("-"));
    if (inner < 0) return rest.some((text) => /^-(?:i|s)$/.test(text));
    return /^(?:su|bash|sh)$/.test(rest[inner] ?? "") && isSession(rest.slice(inner));
  }
  if (first === "su") return !rest.some((text) => /^(?:-c|--command)/.test(text));
  if (first === "bash" || first === "sh") return rest.length === 0;
  if (first !== "ssh" || rest.some((text) => /^-[a-zA-Z]*[NfVOQGW]/.test(text))) return false;
  let at = 0;
  while (rest[at]?.startsWith("-")) at += /^-[bcDEeFIiJLlmopRSw]$/.test(rest[at] ?? "") ? 2 : 1;
  return at === rest.length - 1;
}

/** Index of the `-t` of `docker exec -it`. */
function terminalOption(texts: readonly string[]): number | undefined {
  const program = texts.findIndex((text) => /^(?:docker|podman)$/.test(text));
  if (program < 0 || program > 3 || !/^(?:exec|run)$/.test(texts[program + 1] ?? "")) return undefined;
  const at = texts.findIndex((text, index) => index > program + 1 && /^(?:-[a-z]*t[a-z]*|--tty)$/.test(text));
  const container = texts.findIndex((text, index) => index > program + 1 && !text.startsWith("-"));
  return at > 0 && at < container ? at : undefined;
}

function wantsTerminal(step: Step, word: Span, text: string): Report {
  const rest = text.startsWith("--") ? "" : text.replace("t", "");
  const isAlone = rest === "" || rest === "-";
  const start = isAlone ? step.code.slice(0, word.start).trimEnd().length : word.start;
  return {
    span: codeSpan(step, word),
    message: `\`${text}\` wants a terminal, and a step has none: this ends with "the input device is not a TTY". Leave out the \`t\`.`,
    fixes: [
      {
        title: isAlone ? `Leave out \`${text}\`` : `Write \`${rest}\``,
        safety: "unsafe",
        edits: [{ span: codeSpan(step, { start, end: word.end }), newText: isAlone ? "" : rest }],
      },
    ],
  };
}

function asksPassword(step: Step, command: ShellCommand, option: Span): Report {
  const before = command.words[command.words.findIndex(({ start }) => start === option.start) - 1];
  const fixes: readonly Fix[] = before
    ? [
        {
          title: "Leave it out: the option file has the password",
          safety: "unsafe",
          edits: [{ span: codeSpan(step, { start: before.end, end: option.end }), newText: "" }],
        },
      ]
    : [];
  return {
    span: codeSpan(step, option),
    message:
      "This asks for a password, and a step has nobody to type it: it waits until its timeout. Use an option file (`--defaults-extra-file`) or a login path.",
    fixes,
  };
}

function asks(step: Step, span: Span): Report {
  return {
    span: codeSpan(step, span),
    message:
      "This waits for somebody to type, and a step has no terminal. Give it what it needs as an input of the runbook, as options or commands; what a person must do is a `manual` step.",
  };
}

function wordSpan({ words, span }: ShellCommand): Span {
  return { start: words[0]?.start ?? span.start, end: words[0]?.end ?? span.end };
}
