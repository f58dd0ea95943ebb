import type { Span } from "../text/span.ts";
import { isSignificant, type SqlToken } from "./sql/token.ts";
import { tokenizeSql } from "./sql/tokenize.ts";

export interface RemovedUse {
  /** The statement as the manual writes it. */
  readonly name: string;
  /** Of its words, in the code. */
  readonly span: Span;
  readonly replacement?: string;
  /** The rewrite does the same; otherwise somebody must look at it. */
  readonly sameMeaning: boolean;
  readonly edits: readonly { readonly span: Span; readonly newText: string }[];
}

/** Statements that MySQL removed in 8.4.0, with what took their place. MariaDB has all of them. */
const removed: readonly (readonly [old: string, current: string])[] = [
  ["SHOW MASTER STATUS", "SHOW BINARY LOG STATUS"],
  ["SHOW MASTER LOGS", "SHOW BINARY LOGS"],
  ["PURGE MASTER LOGS", "PURGE BINARY LOGS"],
  ["RESET MASTER", "RESET BINARY LOGS AND GTIDS"],
  ["START SLAVE", "START REPLICA"],
  ["STOP SLAVE", "STOP REPLICA"],
  ["RESET SLAVE", "RESET REPLICA"],
  ["SHOW SLAVE STATUS", "SHOW REPLICA STATUS"],
  ["SHOW SLAVE HOSTS", "SHOW REPLICAS"],
  ["CHANGE MASTER TO", "CHANGE REPLICATION SOURCE TO"],
];
const waitFunction = "WAIT_UNTIL_SQL_THREAD_AFTER_GTIDS";

/** Options that only MariaDB has: to rename them would help nobody. */
const mariadbOnly = /^MASTER_(?:USE_GTID|DEMOTE_TO_SLAVE)$/i;

/** Finds removed statements by their words; what stands in strings and comments is not a statement. */
export function findRemoved(code: string): readonly RemovedUse[] {
  const tokens = tokenizeSql(code).filter(isSignificant);
  const uses: RemovedUse[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== "word") continue;
    if (index === 0 || tokens[index - 1]?.kind === "delimiter" || tokens[index - 1]?.kind === "command") {
      for (const [old, current] of removed)
        if (startsWith(tokens, index, old.split(" "))) uses.push(statementUse(tokens, index, old, current));
      if (startsWith(tokens, index, ["CHANGE", "REPLICATION", "SOURCE", "TO"]))
        uses.push(...mixedOptions(tokens, index));
    }
    if (token.text.toUpperCase() === waitFunction && tokens[index + 1]?.text === "(") {
      uses.push({
        name: `${waitFunction}()`,
        span: token,
        replacement: "WAIT_FOR_EXECUTED_GTID_SET()",
        sameMeaning: false,
        edits: [{ span: token, newText: "WAIT_FOR_EXECUTED_GTID_SET" }],
      });
    }
  }
  return uses;
}

function startsWith(tokens: readonly SqlToken[], index: number, words: readonly string[]): boolean {
  return words.every(
    (word, offset) => tokens[index + offset]?.kind === "word" && tokens[index + offset]?.text.toUpperCase() === word,
  );
}

function statementUse(tokens: readonly SqlToken[], index: number, old: string, current: string): RemovedUse {
  const oldWords = old.split(" ");
  const words = tokens.slice(index, index + oldWords.length);
  const span = { start: words[0]?.start ?? 0, end: words.at(-1)?.end ?? 0 };
  // The first word stays, and so does a last one that both have.
  const sharesLast = oldWords.at(-1) === current.split(" ").at(-1) && oldWords.length > 2;
  const changed = sharesLast ? words.slice(1, -1) : words.slice(1);
  const newWords = current
    .split(" ")
    .slice(1, sharesLast ? -1 : undefined)
    .join(" ");
  const edits = [
    {
      span: { start: changed[0]?.start ?? 0, end: changed.at(-1)?.end ?? 0 },
      newText: inCaseOf(words[0]?.text ?? "", newWords),
    },
  ];
  const options = old === "CHANGE MASTER TO" ? optionsOf(tokens, index + oldWords.length) : [];
  const isTranslatable = !options.some((option) => mariadbOnly.test(option.text));
  return {
    name: old,
    span,
    replacement: current,
    sameMeaning: isTranslatable,
    edits: isTranslatable ? [...edits, ...options.map(renameOption)] : [],
  };
}

/** MASTER_… options in CHANGE REPLICATION SOURCE TO: 8.0 warns of them, 8.4 refuses them. */
function mixedOptions(tokens: readonly SqlToken[], index: number): readonly RemovedUse[] {
  return optionsOf(tokens, index + 4)
    .filter((option) => !mariadbOnly.test(option.text))
    .map((option) => {
      const edit = renameOption(option);
      return {
        name: option.text.toUpperCase(),
        span: { start: option.start, end: option.end },
        replacement: edit.newText,
        sameMeaning: true,
        edits: [edit],
      };
    });
}

function optionsOf(tokens: readonly SqlToken[], from: number): readonly SqlToken[] {
  const rest = tokens.slice(from);
  const end = rest.findIndex((token) => token.kind === "delimiter" || token.kind === "command");
  return rest
    .slice(0, end < 0 ? undefined : end)
    .filter((token) => token.kind === "word" && /^(?:GET_)?MASTER_/i.test(token.text));
}

function renameOption(option: SqlToken): { readonly span: Span; readonly newText: string } {
  const newText = option.text.replace(/MASTER(?=_)/i, (word) => inCaseOf(word, "SOURCE"));
  return { span: { start: option.start, end: option.end }, newText };
}

function inCaseOf(example: string, words: string): string {
  return example === example.toLowerCase() ? words.toLowerCase() : words;
}
