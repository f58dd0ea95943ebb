import { findSqlSecrets, isLiteral, statementsOf } from "./secrets.ts";
import { isSignificant, type SqlToken } from "./token.ts";
import { tokenizeSql } from "./tokenize.ts";

export interface HiddenLiteral {
  readonly span: { readonly start: number; readonly end: number };
  /** Between the quotes, as written. */
  readonly value: string;
}

/**
 * The literals that are not shown or recorded: the secrets, and what may be one. It fails closed: a misspelt keyword, SQL
 * inside of a string and a variable with a telling name hide literals too. In order, without overlaps.
 */
export function findHiddenLiterals(text: string): readonly HiddenLiteral[] {
  const found = new Map<number, HiddenLiteral>();
  for (const { span, value } of findSqlSecrets(text)) found.set(span.start, { span, value });
  const tokens = tokenizeSql(text);
  for (const statement of statementsOf(tokens.filter(isSignificant))) {
    for (const token of suspectsOf(statement)) {
      const { start, end } = token;
      const value = token.kind === "string" ? token.text.slice(1, token.closed ? -1 : undefined) : token.text;
      found.set(start, { span: { start, end }, value });
    }
  }
  for (const { kind, text: comment, start } of tokens) {
    if (kind !== "comment") continue;
    const inset = comment.startsWith("#") ? 1 : 2;
    for (const { span, value } of findHiddenLiterals(comment.slice(inset))) {
      const shift = start + inset;
      found.set(shift + span.start, { span: { start: shift + span.start, end: shift + span.end }, value });
    }
  }
  return [...found.values()].sort((a, b) => a.span.start - b.span.start);
}

/** Names of variables and columns that hold a secret: `repl_pw`, `@pass`, `apiKey`; not `validate_password_policy`. */
const telling =
  /(?:^@?|_)(?:pass|pw|pwd|secret|token)\d*(?:_|$)|(?:password|passwd|passphrase|pwd|secret|token|credentials?|api_?key|access_?key|private_?key)\d*$|^@(?!@).*(?:passw|passphrase|pwd|secret)/i;
/** SQL in a string, whole or a piece of what CONCAT puts together, that sets a password. */
const nested =
  /\bi\w{6,11}\s+(?:by|as|with|via|using)\b(?:[^'"]*['"]|\s+$)|pass\w*\s*[=(]\s*(?:['"\\]|$)|\bset\s+password\b|\bpassword\s+\\?['"]|\b(?:insert|update|replace)\b[\s\S]*\bmysql\W{1,3}(?:user|global_priv)\b/i;

function suspectsOf(statement: readonly SqlToken[]): SqlToken[] {
  const literals = statement.filter(isLiteral);
  const all =
    statement.some(({ kind, text }) => kind === "string" && nested.test(text.slice(1, -1))) ||
    statement.some(
      ({ kind, text }, at) => /^into$/i.test(text) && kind === "word" && isTellingVariable(statement[at + 1]),
    );
  if (all) return literals;
  const account = changesAccount(statement);
  return statement.filter(
    (token, at) =>
      isLiteral(token) &&
      (isBehindSuspect(statement, at) || isNamedSo(statement, at) || (account && !isAccountName(statement, at))),
  );
}

function isTellingVariable(token: SqlToken | undefined): boolean {
  return token?.kind === "user-variable" && telling.test(token.text);
}

/** `'…' AS password` */
function isNamedSo(statement: readonly SqlToken[], at: number): boolean {
  return /^as$/i.test(statement[at + 1]?.text ?? "") && telling.test(statement[at + 2]?.text.replaceAll("`", "") ?? "");
}

/** `@repl_pw := '…'`, `IDENTIFED BY '…'`, `paswd = '…'`. */
function isBehindSuspect(statement: readonly SqlToken[], at: number): boolean {
  let before = at - 1;
  // Adjacent strings are one string to the server.
  while (isLiteral(statement[before])) before--;
  if (statement[before]?.text === "(") before--;
  const operator = /^(?::=|=|:)$/.test(statement[before]?.text ?? "");
  if (operator) before--;
  // The tokenizer reads := as two symbols.
  if (operator && statement[before]?.text === ":") before--;
  for (let steps = 0; steps < 4; steps++, before--) {
    const token = statement[before];
    if (token === undefined) return false;
    if (!["word", "identifier", "user-variable", "system-variable"].includes(token.kind)) return false;
    const name = token.text.replaceAll("`", "");
    // SET PASSWORD FOR 'u'@'h' = '…'
    if (/^for$/i.test(name)) return false;
    if (steps === 0 && operator && telling.test(name)) return true;
    const last = name.slice(name.lastIndexOf("_") + 1);
    if (resembles(last, "password") && steps < (operator ? 1 : 2)) return true;
    if (!operator && resembles(name, "identified")) return true;
  }
  return false;
}

/** At most two letters are wrong, missing, too many or swapped. */
function resembles(word: string, keyword: string): boolean {
  const written = word.replace(/^@+/, "").toLowerCase();
  if (Math.abs(written.length - keyword.length) > 2 || written.length < 5) return false;
  let previous: number[] = [];
  let row = Array.from({ length: keyword.length + 1 }, (_, index) => index);
  for (let at = 1; at <= written.length; at++) {
    const next = [at];
    for (let to = 1; to <= keyword.length; to++) {
      const same = written[at - 1] === keyword[to - 1] ? 0 : 1;
      let cost = Math.min((row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1, (row[to - 1] ?? 0) + same);
      if (at > 1 && to > 1 && written[at - 1] === keyword[to - 2] && written[at - 2] === keyword[to - 1])
        cost = Math.min(cost, (previous[to - 2] ?? 0) + 1);
      next.push(cost);
    }
    previous = row;
    row = next;
  }
  return (row[keyword.length] ?? 9) <= 2;
}

function changesAccount(statement: readonly SqlToken[]): boolean {
  const [first, second, third, fourth] = statement.map(({ text }) => text.toUpperCase());
  if (first === "CREATE" && second === "OR") return third === "REPLACE" && fourth === "USER";
  if (first === "CREATE" || first === "ALTER") return second === "USER";
  return first === "GRANT" || (first === "SET" && resembles(second ?? "", "password"));
}

const beforeName = /^(?:@|,|USER|EXISTS|TO|FROM|ROLE|FOR|ON|ISSUER|SUBJECT|CIPHER|COMMENT|ATTRIBUTE|WITH|VIA|PROXY)$/i;

/** In a statement about accounts a literal is a name, a host or a certificate's property, or it is not shown. */
function isAccountName(statement: readonly SqlToken[], at: number): boolean {
  const before = statement[at - 1];
  return before !== undefined && beforeName.test(before.text);
}
