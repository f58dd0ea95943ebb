import type { Risk } from "../../runbook/types.ts";
import { isBuiltIn } from "./built-in-functions.ts";
import type { SqlToken } from "./token.ts";

/** Functions that act: SELECT is only the way to call them. */
const acting =
  /^(?:GROUP_REPLICATION_\w+|ASYNCHRONOUS_CONNECTION_FAILOVER_\w+|KEYRING_KEY_(?:GENERATE|STORE|REMOVE)|AUDIT_LOG_(?:FILTER|ENCRYPTION|ROTATE)\w*|SET_FIREWALL_MODE|SETVAL|NEXTVAL|MYSQL_FIREWALL_\w+)$/;

/** Whether it calls a function that is not built in: what a stored or loaded one does is not in sight. */
export function callsUnknown(tokens: readonly SqlToken[]): boolean {
  return tokens.some((token, index) => {
    if (tokens[index + 1]?.text !== "(") return false;
    const isName = token.kind === "word" || token.kind === "identifier" || token.kind === "variable";
    if (!isName && token.kind !== "string") return false;
    const schema = tokens[index - 1]?.text === "." ? tokens[index - 2]?.text : undefined;
    const word = token.text.toLowerCase();
    if (schema === undefined && acting.test(token.text.toUpperCase())) return false;
    if (token.kind === "word" && isBuiltIn(word, schema?.toLowerCase())) return false;
    return !isColumnList(tokens, index);
  });
}

/** `WITH name (columns) AS (…)`, `(…) AS name (columns)`, `(…) name (columns)`, `CAST(… AS type(10))`: a name, and no call. */
function isColumnList(tokens: readonly SqlToken[], index: number): boolean {
  const before = tokens[index - 1]?.text.toUpperCase();
  if (before === "AS" || before === ")") return true;
  let depth = 0;
  for (let at = index + 1; at < tokens.length; at++) {
    if (tokens[at]?.text === "(") depth++;
    if (tokens[at]?.text === ")" && --depth === 0)
      return tokens[at + 1]?.text.toUpperCase() === "AS" && tokens[at + 2]?.text === "(";
  }
  return false;
}

/** Words are in upper case. */
export function classifySelect(words: readonly string[]): Risk {
  const writesFile = words.some(
    (word, index) => word === "INTO" && /^(?:OUTFILE|DUMPFILE)$/.test(words[index + 1] ?? ""),
  );
  const acts = words.some((word, index) => words[index + 1] === "(" && acting.test(word));
  const takesNumber = words.some((word, index) => word === "NEXT" && words[index + 1] === "VALUE");
  return writesFile || acts || takesNumber ? "changes" : "reads";
}

/** Settings of the session end with it; everything else outlives it. */
export function classifySet(words: readonly string[]): Risk {
  const outlives = words.some((word, index) => {
    if (/^@@(?:GLOBAL|PERSIST|PERSIST_ONLY)(?:\.|$)/i.test(word)) return isAssigned(words, index);
    return /^(?:GLOBAL|PERSIST|PERSIST_ONLY)$/.test(word) && (index === 1 || words[index - 1] === ",");
  });
  const isAccount =
    words[1] === "PASSWORD" || (words[1] === "DEFAULT" && words[2] === "ROLE") || words[1] === "RESOURCE";
  return outlives || isAccount ? "changes" : "reads";
}

/** The server takes spaces around the dots of a name. */
function isAssigned(words: readonly string[], index: number): boolean {
  let at = index + 1;
  while (words[at] === ".") at += 2;
  return words[at] === "=" || words[at] === ":";
}

export function classifyAlter(words: readonly string[]): Risk {
  const isTable = words.slice(1, 4).includes("TABLE");
  const takesAway = words.some((word, index) => {
    if (word === "TRUNCATE" || word === "DISCARD") return true;
    // DROP INDEX, KEY, CHECK and the like can be built again from the data.
    return word === "DROP" && !/^(?:INDEX|KEY|PRIMARY|FOREIGN|CHECK|CONSTRAINT|DEFAULT)$/.test(words[index + 1] ?? "");
  });
  return isTable && takesAway ? "destroys" : "changes";
}

export function classifyCreate(words: readonly string[]): Risk {
  const replaces = words[1] === "OR" && words[2] === "REPLACE";
  const what = words
    .slice(3)
    .find((word) =>
      /^(?:TABLE|DATABASE|SCHEMA|SEQUENCE|VIEW|PROCEDURE|FUNCTION|TRIGGER|EVENT|USER|ROLE|SERVER)$/.test(word),
    );
  return replaces && what !== undefined && /^(?:TABLE|DATABASE|SCHEMA|SEQUENCE|USER)$/.test(what)
    ? "destroys"
    : "changes";
}

/** No WHERE of its own, or one that holds for every row. */
export function isUnbounded(tokens: readonly SqlToken[]): boolean {
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.text === "(") depth++;
    else if (token.text === ")") depth--;
    else if (depth === 0 && token.kind === "word" && token.text.toUpperCase() === "WHERE") {
      const condition = tokens.slice(index + 1).map((each) => each.text.toUpperCase());
      return /^(?:TRUE|\d*[1-9]|(\d+)=\1)(?:LIMIT\d+|ORDERBY.*)?$/.test(condition.join(""));
    }
  }
  return true;
}
