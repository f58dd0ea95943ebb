import { asSqlFence } from "../../lint/from-client.ts";
import type { Runbook, Step } from "../../runbook/types.ts";
import { shellCommands } from "../../shell/commands.ts";
import { shellWords } from "../../shell/words.ts";
import type { Action } from "./actions.ts";
import type { RunbookSurroundings } from "./surroundings.ts";

/** `mysql … -e "STATEMENTS"` alone in a script becomes a SQL step. What the driver knows from the cluster is left out. */
export function sqlStepAction(
  { text }: Runbook,
  step: Step,
  { context: { cluster } }: RunbookSurroundings,
): readonly Action[] {
  if (step.kind !== "shell") return [];
  const words = shellWords(step.code);
  const program = words[0] && step.code.slice(words[0].start, words[0].end);
  if (!program || !/^(?:mysql|mariadb)$/.test(program) || words.some(({ command }) => command !== words[0]?.command))
    return [];
  if (/[<>]/.test(outsideQuotes(step.code, words))) return [];
  const plain = words.map(({ start, end }) => step.code.slice(start, end));
  const at = plain.findIndex((word) => /^(?:-e|--execute(?:=|$))/.test(word));
  const joined = /^(?:-e|--execute=)(.+)$/s.exec(plain[at] ?? "")?.[1];
  const statements = unquoted(joined ?? plain[at + 1] ?? "");
  if (at < 0 || statements === undefined || statements.trim() === "") return [];
  const [client] = shellCommands(step.code);
  const fence = client && asSqlFence(text, step, client, cluster);
  if (!fence) return [];
  const { contentSpan } = step.block;
  const content = text.slice(contentSpan.start, contentSpan.end);
  const prefix = /^[ \t>]*/.exec(content)?.[0] ?? "";
  const lineEnding = /\r\n|\n|\r/.exec(content)?.[0] ?? "\n";
  const sql = /;\s*$|\\[gG]\s*$/.test(statements) ? statements : `${statements};`;
  const lines = sql.split("\n").map((line) => prefix + line + lineEnding);
  const hasTarget = step.attributes.on !== undefined || fence.some(({ newText }) => /\bon=/.test(newText));
  const known = hasTarget ? "" : " (choose where it runs with on=)";
  return [
    {
      title: `Make it a SQL step${known}`,
      kind: "refactor.rewrite",
      edits: [...fence, { span: contentSpan, newText: lines.join("") }],
    },
  ];
}

function outsideQuotes(code: string, words: ReturnType<typeof shellWords>): string {
  const bare = code.split("");
  for (const { start, end } of words.flatMap(({ quoted }) => quoted)) bare.fill(" ", start, end);
  return bare.join("");
}

/** The word without its quotes; undefined where the shell would put something in. */
function unquoted(word: string): string | undefined {
  const match = /^'([^']*)'$|^"((?:[^"\\$`]|\\.)*)"$/s.exec(word);
  if (!match) return undefined;
  return match[1] ?? match[2]?.replace(/\\(["\\$`])/g, "$1");
}
