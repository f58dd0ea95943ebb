import type { Span } from "../../text/span.ts";
import { isSignificant, type SqlToken } from "./token.ts";
import { tokenizeSql } from "./tokenize.ts";

export interface SqlSecret {
  /** The literal, its quotes included. */
  readonly span: Span;
  /** Between the quotes, as written. */
  readonly value: string;
  /** The word that makes it a secret, as written: IDENTIFIED, MASTER_PASSWORD, … */
  readonly keyword: string;
}

/**
 * Finds literals that are passwords or their hashes: IDENTIFIED BY and AS, what is assigned to a name that ends in PASSWORD,
 * the argument of PASSWORD(), and all that SET PASSWORD sets. Comments are read too: to switch a statement off does not
 * make its password public.
 */
export function findSqlSecrets(text: string): readonly SqlSecret[] {
  const all = tokenizeSql(text);
  const secrets = fromTokens(all.filter(isSignificant));
  for (const token of all) {
    if (token.kind !== "comment") continue;
    const inset = token.text.startsWith("#") ? 1 : 2;
    const shift = token.start + inset;
    for (const secret of findSqlSecrets(token.text.slice(inset))) {
      secrets.push({ ...secret, span: { start: secret.span.start + shift, end: secret.span.end + shift } });
    }
  }
  return secrets.sort((a, b) => a.span.start - b.span.start);
}

function fromTokens(tokens: readonly SqlToken[]): SqlSecret[] {
  const secrets: SqlSecret[] = [];
  for (const [index, token] of tokens.entries()) {
    const literal = literalBehind(tokens, index);
    // Adjacent strings are one string to the server.
    for (let at = literal; at !== undefined && isLiteral(tokens[at]); at++) add(secrets, tokens[at], token.text);
    if (token.kind === "word" && /^identified$/i.test(token.text)) replacedPassword(tokens, index, secrets);
  }
  for (const statement of statementsOf(tokens)) {
    if (!changesAccounts(statement)) continue;
    for (const token of statement) if (isLiteral(token)) add(secrets, token, "mysql.user");
  }
  return secrets;
}

export function statementsOf(tokens: readonly SqlToken[]): SqlToken[][] {
  const statements: SqlToken[][] = [[]];
  for (const token of tokens) {
    if (token.kind === "delimiter") statements.push([]);
    else statements.at(-1)?.push(token);
  }
  return statements;
}

/** Which of the values that DML writes into a table of accounts is the hash depends on its columns: none of them is shown. */
function changesAccounts(tokens: readonly SqlToken[]): boolean {
  if (!tokens.some(({ kind, text }) => kind === "word" && /^(?:insert|replace|update)$/i.test(text))) return false;
  const name = (token: SqlToken | undefined) => token?.text.replaceAll("`", "").toLowerCase();
  return tokens.some(
    (token, at) =>
      name(token) === "mysql" &&
      tokens[at + 1]?.text === "." &&
      ["user", "global_priv", "slave_master_info", "servers"].includes(name(tokens[at + 2]) ?? ""),
  );
}

/** Index of the literal that `tokens[index]` makes a secret. */
function literalBehind(tokens: readonly SqlToken[], index: number): number | undefined {
  const token = tokens[index];
  const word = (at: number): string => (tokens[at]?.kind === "word" ? (tokens[at]?.text.toUpperCase() ?? "") : "");
  if (!token || !["word", "user-variable", "system-variable", "identifier"].includes(token.kind)) return undefined;
  if (word(index) === "IDENTIFIED") return behindIdentified(tokens, index, word);
  if (!/(?:^|[@_.`])(?:password|passwd|pwd|authentication_string)`?$/i.test(token.text)) return undefined;
  let next = index + 1;
  if (word(index - 1) === "SET" && word(next) === "FOR") {
    while (
      next < tokens.length &&
      tokens[next]?.text !== "=" &&
      word(next) !== "TO" &&
      tokens[next]?.kind !== "delimiter"
    )
      next++;
  }
  if (word(next) === "TO" || tokens[next]?.text === ":") next++;
  if (tokens[next]?.text === "=") next++;
  if (tokens[next]?.text === "(") next++;
  return isLiteral(tokens[next]) ? next : undefined;
}

/** IDENTIFIED [WITH | VIA plugin] [BY | AS | USING] [PASSWORD] [(]'…' */
function behindIdentified(
  tokens: readonly SqlToken[],
  index: number,
  word: (at: number) => string,
): number | undefined {
  let next = index + 1;
  if (word(next) === "WITH" || word(next) === "VIA") next += 2;
  if (!["BY", "AS", "USING"].includes(word(next))) return undefined;
  next++;
  if (word(next) === "PASSWORD") next++;
  if (tokens[next]?.text === "(") next++;
  return isLiteral(tokens[next]) ? next : undefined;
}

/** IDENTIFIED BY 'new' REPLACE 'old', and the further plugins of MariaDB's IDENTIFIED VIA a USING 'x' OR b USING 'y'. */
function replacedPassword(tokens: readonly SqlToken[], index: number, secrets: SqlSecret[]): void {
  for (let at = index + 1; at < tokens.length && tokens[at]?.kind !== "delimiter"; at++) {
    const text = tokens[at]?.text.toUpperCase();
    const opens = text === "REPLACE" || (text === "USING" && tokens[at - 2]?.text.toUpperCase() === "OR");
    if (opens && isLiteral(tokens[at + 1])) add(secrets, tokens[at + 1], tokens[at]?.text ?? "");
  }
}

export function isLiteral(token: SqlToken | undefined): boolean {
  return token?.kind === "string" || (token?.kind === "number" && /^0x/i.test(token.text));
}

function add(secrets: SqlSecret[], token: SqlToken | undefined, keyword: string): void {
  if (!token || secrets.some((secret) => secret.span.start === token.start)) return;
  const value = token.kind === "string" ? token.text.slice(1, token.closed ? -1 : undefined) : token.text;
  secrets.push({ span: { start: token.start, end: token.end }, value, keyword });
}
