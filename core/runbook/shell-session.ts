import type { Problem } from "../text/problem.ts";
import { type CodeLine, dropStart, lineSpan, type SessionReading } from "./code.ts";

const userPrompt = /^(?:\[?[\w.-]+@[\w.-]+[^\]$#\n]*\]?)?\$(?:[ \t]|$)/;
const rootPrompt = /^(?:\[?[\w.-]+@[\w.-]+[^\]$#\n]*\]?)?#(?:[ \t]|$)/;
const annotation = /^\s*#\s*@[a-z]/;
const heredoc = /<<-?\s*\\?(["']?)(\w+)\1/;

/** A `console` block always is one; another shell block is when its first command stands behind `$ `, which no script begins with. */
export function isShellSession(lines: readonly CodeLine[], language: string): boolean {
  if (language === "console") return true;
  const first = lines.find((line) => line.text.trim() !== "" && !/^\s*#/.test(line.text));
  return first !== undefined && userPrompt.test(first.text);
}

/** Keeps the commands behind `$ ` and `# ` with their continuation lines; everything else is output. */
export function readShellSession(lines: readonly CodeLine[]): SessionReading {
  const kept: CodeLine[] = [];
  const roots: CodeLine[] = [];
  let users = 0;
  const problems: Problem[] = [];
  let open: "no" | "continued" | { readonly until: string; readonly prompted: boolean } = "no";
  for (const [index, line] of lines.entries()) {
    if (typeof open === "object") {
      const { until, prompted } = open;
      const more = prompted ? (/^>(?: |$)/.exec(line.text)?.[0].length ?? 0) : 0;
      if (prompted && more === 0) problems.push(halfPromptedProblem(line));
      const typed = more > 0 ? dropStart(line, more) : line;
      kept.push(typed);
      if (typed.text.trim() === until) open = "no";
      continue;
    }
    const prompt = promptOf(line.text);
    const more = /^> /.exec(line.text)?.[0].length ?? 0;
    const taken = open === "continued" || (prompt === undefined && more > 0 && kept.length > 0);
    if (annotation.test(line.text) && !taken) kept.push(line);
    else if (prompt || taken) {
      if (!taken && prompt?.isRoot) roots.push(line);
      else if (!taken) users++;
      const command = taken ? dropStart(line, more) : dropStart(line, prompt?.length ?? 0);
      kept.push(command);
      open = opened(command.text, lines.slice(index + 1));
    }
  }
  return { lines: kept, problems: users > 0 && roots[0] ? [mixedProblem(roots[0])] : problems.slice(0, 1) };
}

function promptOf(text: string): { readonly length: number; readonly isRoot: boolean } | undefined {
  const user = userPrompt.exec(text)?.[0].length;
  const root = rootPrompt.exec(text)?.[0].length;
  if (user !== undefined) return { length: user, isRoot: false };
  return root === undefined ? undefined : { length: root, isRoot: true };
}

/** In a here-document the end tells whether its lines stand behind prompts: text of its own may begin with `> ` too. */
function opened(
  command: string,
  below: readonly CodeLine[],
): "no" | "continued" | { readonly until: string; readonly prompted: boolean } {
  const until = heredoc.exec(command)?.[2];
  if (until) {
    const end = below.find(({ text }) => text.replace(/^> /, "").trim() === until);
    return { until, prompted: end?.text.startsWith("> ") ?? false };
  }
  return /(?:^|[^\\])(?:\\\\)*\\$/.test(command) ? "continued" : "no";
}

function halfPromptedProblem(line: CodeLine): Problem {
  return {
    code: "ambiguous-prompt",
    message:
      "The here-document ends behind a `> ` prompt, and this line of it has none. Put `> ` before each of its lines, or before none.",
    span: lineSpan(line),
  };
}

/** `# rm …` between `$ ` lines is a command of root or a comment that switches one off: to guess could run what nobody asked for. */
function mixedProblem(line: CodeLine): Problem {
  return {
    code: "ambiguous-prompt",
    message:
      "Beside `$ ` prompts, `# ` may be root's prompt or a comment. Use one kind of prompt in a block, and put comments into the text around it.",
    span: lineSpan(line),
  };
}
