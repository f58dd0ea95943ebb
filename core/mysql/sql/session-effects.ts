import { classifyRisk } from "./risk.ts";
import { isSignificant, type SqlToken } from "./token.ts";
import { tokenizeSql } from "./tokenize.ts";

/** What a session has that ends with it. */
export type SessionStateKind =
  /** With changes that are not committed. */
  | "transaction"
  /** A transaction that a statement began, whatever was done in it. */
  | "begun"
  | "read-lock"
  | "table-lock"
  | "backup-lock"
  | "user-lock"
  | "temporary-table"
  | "session-variable"
  | "user-variable";

export interface SessionEffects {
  /** `what`: the name of the table or variable; empty for a lock. */
  readonly holds: readonly { readonly kind: SessionStateKind; readonly what: string }[];
  /** Without `what`: all of the kind. */
  readonly frees: readonly { readonly kind: SessionStateKind; readonly what?: string }[];
}

const nothing: SessionEffects = { holds: [], frees: [] };
const tableLocks = [{ kind: "read-lock" }, { kind: "table-lock" }] as const;

/** What an answered statement leaves in its session, and takes out of it. Transactions are not seen here: the server tells of them. */
export function sessionEffects(statement: string): SessionEffects {
  const tokens = tokenizeSql(statement).filter(isSignificant);
  const words = tokens.map(({ text }) => text.toUpperCase());
  switch (words[0]) {
    case "LOCK":
      return words[1] === "INSTANCE" ? holds("backup-lock") : holds("table-lock");
    case "UNLOCK":
      return words[1] === "INSTANCE" ? frees("backup-lock") : { holds: [], frees: tableLocks };
    case "FLUSH":
      return effectsOfFlush(words);
    case "BACKUP":
      return words[1] === "UNLOCK" || words[2] === "END" ? frees("backup-lock") : holds("backup-lock");
    case "BEGIN":
      return frees("table-lock");
    case "START":
      return words[1] === "TRANSACTION" ? frees("table-lock") : nothing;
    case "CREATE":
      return effectsOfCreate(tokens, words);
    case "DROP":
      return effectsOfDrop(tokens, words);
    case "SET":
      return effectsOfSet(tokens);
    default:
      return effectsOfFunctions(tokens, words);
  }
}

/** Whether a transaction that is open after this statement may hold rows that it changed. */
export function writesRows(statement: string): boolean {
  const risk = classifyRisk(statement);
  if (risk === "reads" || risk === "unknown") return risk === "unknown";
  const [first] = tokenizeSql(statement).filter(isSignificant);
  return /^(?:INSERT|REPLACE|UPDATE|DELETE|LOAD|WITH|ANALYZE|EXPLAIN|XA)$/i.test(first?.text ?? "") || isFor(statement);
}

/** Whether what was changed so far in the transaction is settled by it, although the next one may be open at once. */
export function endsTransaction(statement: string): boolean {
  const [first, ...rest] = tokenizeSql(statement).filter(isSignificant);
  return /^(?:COMMIT|ROLLBACK)$/i.test(first?.text ?? "") && !rest.some(({ text }) => /^TO$/i.test(text));
}

/** Whether it ends a transaction if it took effect: COMMIT, and what commits in passing. */
export function mayCommit(statement: string): boolean {
  return classifyRisk(statement) !== "reads" && !writesRows(statement);
}

export function beginsTransaction(statement: string): boolean {
  return /^\s*(?:BEGIN\s*(?:WORK\s*)?$|START\s+TRANSACTION\b|XA\s+(?:START|BEGIN)\b)/i.test(statement);
}

/** MariaDB's SET STATEMENT … FOR. */
function isFor(statement: string): boolean {
  return /^\s*SET\s+STATEMENT\b/i.test(statement);
}

function holds(kind: SessionStateKind, what = ""): SessionEffects {
  return { holds: [{ kind, what }], frees: [] };
}

function frees(kind: SessionStateKind): SessionEffects {
  return { holds: [], frees: [{ kind }] };
}

function effectsOfFlush(words: readonly string[]): SessionEffects {
  const at = words.findIndex((word) => word === "TABLE" || word === "TABLES");
  if (at < 0) return nothing;
  const end = words.slice(-3).join(" ");
  if (end === "WITH READ LOCK") return words[at + 1] === "WITH" ? holds("read-lock") : holds("table-lock");
  return end.endsWith("FOR EXPORT") ? holds("table-lock") : nothing;
}

function effectsOfCreate(tokens: readonly SqlToken[], words: readonly string[]): SessionEffects {
  if (!words.slice(1, 4).includes("TEMPORARY")) return nothing;
  const at = words.findIndex((word) => word === "TABLE" || word === "SEQUENCE");
  const from = words[at + 1] === "IF" ? at + 4 : at + 1;
  return holds("temporary-table", nameAt(tokens, from));
}

function effectsOfDrop(tokens: readonly SqlToken[], words: readonly string[]): SessionEffects {
  const at = words[1] === "TEMPORARY" ? 2 : 1;
  if (words[at] !== "TABLE" && words[at] !== "TABLES") return nothing;
  const from = words[at + 1] === "IF" ? at + 3 : at + 1;
  const names = tokens.flatMap(({ text }, index) =>
    index === from || (index > from && tokens[index - 1]?.text === "," && text !== ",") ? [nameAt(tokens, index)] : [],
  );
  return { holds: [], frees: names.map((what) => ({ kind: "temporary-table", what })) };
}

/** The last part of a name: a temporary table of the default database is the same with it and without. */
function nameAt(tokens: readonly SqlToken[], from: number): string {
  let at = from;
  while (tokens[at + 1]?.text === ".") at += 2;
  return (tokens[at]?.text ?? "").replaceAll("`", "").toLowerCase();
}

const scopes = /^(?:GLOBAL|PERSIST|PERSIST_ONLY)$/;
/** Values that are those of a session of which nothing was set, wherever nobody configured it otherwise. */
const usual: Readonly<Record<string, RegExp>> = {
  autocommit: /^(?:1|ON|TRUE)$/,
  sql_log_bin: /^(?:1|ON|TRUE)$/,
  foreign_key_checks: /^(?:1|ON|TRUE)$/,
  unique_checks: /^(?:1|ON|TRUE)$/,
  gtid_next: /^'AUTOMATIC'$/,
};

function effectsOfSet(tokens: readonly SqlToken[]): SessionEffects {
  const held: { kind: SessionStateKind; what: string }[] = [];
  const freed: { kind: SessionStateKind; what: string }[] = [];
  if (/^(?:STATEMENT|PASSWORD|TRANSACTION|RESOURCE)$/i.test(tokens[1]?.text ?? "")) return nothing;
  for (const part of assignments(tokens.slice(1))) {
    const words = part.map(({ text }) => text.toUpperCase());
    const at = words.findIndex((word) => word === "=" || word === ":");
    const value = words.slice(at + 1).filter((word) => word !== "=");
    if (part[0]?.kind === "user-variable") {
      const list = value.join("") === "NULL" ? freed : held;
      list.push({ kind: "user-variable", what: part[0].text.toLowerCase() });
      continue;
    }
    const name = sessionName(words.slice(0, at < 0 ? words.length : at));
    // Without them a wait lasts longer or shorter, and nothing else is different.
    if (name === undefined || /_timeout$|^max_(?:execution|statement)_time$/.test(name)) continue;
    const isUsual = value.join("") === "DEFAULT" || (usual[name]?.test(value.join("")) ?? false);
    (isUsual ? freed : held).push({ kind: "session-variable", what: name });
  }
  return { holds: held, frees: freed };
}

/** Undefined for a setting that is not the session's. */
function sessionName(words: readonly string[]): string | undefined {
  const first = words[0] ?? "";
  if (scopes.test(first) || scopes.test(first.replace(/^@@/, "").split(".")[0] ?? "") || first === "DEFAULT")
    return undefined;
  if (/^(?:NAMES|CHARACTER|CHARSET)$/.test(first)) return "names";
  const rest = /^(?:SESSION|LOCAL)$/.test(first) ? (words[1] ?? "") : first;
  if (rest === "" || rest === ",") return undefined;
  return rest
    .replace(/^@@(?:SESSION\.|LOCAL\.)?/, "")
    .replaceAll("`", "")
    .toLowerCase();
}

function assignments(tokens: readonly SqlToken[]): SqlToken[][] {
  const parts: SqlToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.text === "(") depth++;
    if (token.text === ")") depth--;
    if (token.text === "," && depth === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.filter((part) => part.length > 0);
}

function effectsOfFunctions(tokens: readonly SqlToken[], words: readonly string[]): SessionEffects {
  const calls = (name: string) => words.some((word, index) => word === name && words[index + 1] === "(");
  const variables = tokens.filter(
    ({ kind }, index) =>
      kind === "user-variable" &&
      (words[index - 1] === "INTO" || (words[index + 1] === ":" && words[index + 2] === "=")),
  );
  return {
    holds: [
      ...(calls("GET_LOCK") ? [{ kind: "user-lock" as const, what: "" }] : []),
      ...variables.map(({ text }) => ({ kind: "user-variable" as const, what: text.toLowerCase() })),
    ],
    frees: calls("RELEASE_LOCK") || calls("RELEASE_ALL_LOCKS") ? [{ kind: "user-lock" }] : [],
  };
}
