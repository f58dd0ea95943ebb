import { keepByText } from "../text/keep.ts";
import type { Span } from "../text/span.ts";
import { statementStarts } from "./sql/inner-statements.ts";
import { splitStatements } from "./sql/statements.ts";
import { isSignificant, type SqlToken } from "./sql/token.ts";
import { tokenizeSql } from "./sql/tokenize.ts";
import { executedTokens, type Reader } from "./sql/version-comments.ts";

export interface RemovedUse {
  /** The statement as the manual writes it. */
  readonly name: string;
  /** Of its words, in the code. */
  readonly span: Span;
  readonly replacement?: string;
  /** What to do, as a whole sentence, where it takes more than other words. */
  readonly advice?: string;
  /** The first MySQL that has it no longer: major, minor, patch. */
  readonly gone: readonly [number, number, number];
  /** The rewrite does the same; otherwise somebody must look at it. */
  readonly sameMeaning: boolean;
  readonly edits: readonly { readonly span: Span; readonly newText: string }[];
}

const WITH_THE_OLD_WORDS = [8, 4, 0] as const;

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
const mariadbOnly = /^MASTER_(?:USE_GTID|DEMOTE_TO_SLAVE|GTID_POS)$/i;

/** What went without a successor of the same kind. */
const gone: readonly {
  readonly words: string;
  readonly gone: RemovedUse["gone"];
  readonly advice: string;
}[] = [
  {
    words: "FLUSH HOSTS",
    gone: [8, 4, 0],
    advice: "Write TRUNCATE TABLE performance_schema.host_cache, or use `mysqladmin flush-hosts`.",
  },
  { words: "FLUSH QUERY CACHE", gone: [8, 0, 3], advice: "There is no query cache: remove it." },
  { words: "RESET QUERY CACHE", gone: [8, 0, 3], advice: "There is no query cache: remove it." },
  { words: "FLUSH DES_KEY_FILE", gone: [8, 0, 3], advice: "Remove it." },
];
const goneFunctions: Readonly<Record<string, Pick<RemovedUse, "gone"> & { readonly advice: string }>> = {
  PASSWORD: { gone: [8, 0, 11], advice: "Set passwords with ALTER USER … IDENTIFIED BY." },
};

/** Finds removed statements by their words; what stands in strings and comments is not a statement. Of `reader`'s versioned comments those count that it executes. */
export function findRemoved(code: string, reader: Reader = {}): readonly RemovedUse[] {
  return /\/\*M?!/.test(code) ? findIn(code, reader) : foundIn(code);
}

const foundIn = keepByText((code) => findIn(code, {}));

function findIn(code: string, reader: Reader): readonly RemovedUse[] {
  return splitStatements(code).statements.flatMap(({ text, span }) => {
    const tokens = executedTokens(tokenizeSql(text), reader)
      .filter(isSignificant)
      .map((token) => ({ ...token, start: token.start + span.start, end: token.end + span.start }));
    return [...removedStatements(tokens), ...removedFunctions(tokens), ...removedPlugins(tokens)].sort(
      (a, b) => a.span.start - b.span.start,
    );
  });
}

function removedStatements(tokens: readonly SqlToken[]): readonly RemovedUse[] {
  return statementStarts(tokens).flatMap((index) => {
    const uses: RemovedUse[] = [];
    for (const [old, current] of removed)
      if (startsWith(tokens, index, old.split(" "))) uses.push(statementUse(tokens, index, old, current));
    for (const { words, ...more } of gone)
      if (startsWith(tokens, index, words.split(" "))) {
        const span = { start: tokens[index]?.start ?? 0, end: tokens[index + words.split(" ").length - 1]?.end ?? 0 };
        uses.push({ name: words, span, sameMeaning: false, edits: [], ...more });
      }
    for (const [current, at] of [
      ["CHANGE REPLICATION SOURCE TO", 4],
      ["START REPLICA", 2],
    ] as const)
      if (startsWith(tokens, index, current.split(" "))) uses.push(...mixedOptions(tokens, index + at));
    return uses;
  });
}

function removedFunctions(tokens: readonly SqlToken[]): readonly RemovedUse[] {
  return tokens.flatMap((token, index): RemovedUse[] => {
    if (token.kind !== "word" || tokens[index + 1]?.text !== "(") return [];
    const word = token.text.toUpperCase();
    const span = { start: token.start, end: token.end };
    const replaced = {
      replacement: "WAIT_FOR_EXECUTED_GTID_SET()",
      gone: WITH_THE_OLD_WORDS,
      edits: [{ span, newText: "WAIT_FOR_EXECUTED_GTID_SET" }],
    };
    if (word === waitFunction) return [{ name: `${waitFunction}()`, span, sameMeaning: false, ...replaced }];
    const facts = Object.hasOwn(goneFunctions, word) ? goneFunctions[word] : undefined;
    // A column may bear the name: INSERT INTO t (a, password) VALUES … has no bracket behind it, a table's definition has.
    const isCall =
      /^(?:SELECT|=|,|\(|DO|BY)$/i.test(tokens[index - 1]?.text ?? "") && tokens[index + 2]?.kind === "string";
    return facts && isCall ? [{ name: `${word}()`, span, sameMeaning: false, edits: [], ...facts }] : [];
  });
}

/** The plugins with the old words went in 9.5; a replica and a source need not have the same ones. */
function removedPlugins(tokens: readonly SqlToken[]): readonly RemovedUse[] {
  if (!startsWith(tokens, 0, ["INSTALL", "PLUGIN"])) return [];
  const renamed = (text: string) => text.replace(/master/i, "source").replace(/slave/i, "replica");
  const isOld = ({ text }: SqlToken) =>
    /^['"`]?(?:rpl_semi_sync_(?:master|slave)|semisync_(?:master|slave)\.\w+)['"`]?$/i.test(text);
  const library = tokens.find((token) => token.kind === "string" && isOld(token));
  if (!library) return [];
  const edits = tokens.filter(isOld).map(({ start, end, text }) => ({ span: { start, end }, newText: renamed(text) }));
  const name = library.text.slice(1, -1);
  const span = { start: library.start, end: library.end };
  return [{ name, span, replacement: renamed(name), gone: [9, 5, 0], sameMeaning: false, edits }];
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
  const takesOptions = old === "CHANGE MASTER TO" || old === "START SLAVE";
  const options = takesOptions ? optionsOf(tokens, index + oldWords.length) : [];
  const isTranslatable = !options.some((option) => mariadbOnly.test(option.text));
  return {
    name: old,
    span,
    replacement: current,
    gone: WITH_THE_OLD_WORDS,
    sameMeaning: isTranslatable,
    edits: isTranslatable ? [...edits, ...options.map(renameOption)] : [],
  };
}

/** MASTER_… options behind the new words: 8.0 warns of them, 8.4 refuses them. */
function mixedOptions(tokens: readonly SqlToken[], from: number): readonly RemovedUse[] {
  return optionsOf(tokens, from)
    .filter((option) => !mariadbOnly.test(option.text))
    .map((option) => {
      const edit = renameOption(option);
      return {
        name: option.text.toUpperCase(),
        span: { start: option.start, end: option.end },
        replacement: edit.newText,
        gone: WITH_THE_OLD_WORDS,
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
