import type { Risk } from "../../runbook/types.ts";
import {
  callsUnknown,
  classifyAlter,
  classifyCreate,
  classifySelect,
  classifySet,
  isUnbounded,
} from "./risk-details.ts";
import { isSignificant, type SqlToken } from "./token.ts";
import { tokenizeSql } from "./tokenize.ts";

const order: readonly Risk[] = ["reads", "changes", "unknown", "destroys"];

/** The gravest of several; `reads` for none. What is not known may be anything, yet what surely destroys is said to destroy. */
export function worstRisk(risks: Iterable<Risk>): Risk {
  let worst: Risk = "reads";
  for (const risk of risks) if (order.indexOf(risk) > order.indexOf(worst)) worst = risk;
  return worst;
}

const byFirstWord: Readonly<Record<string, Risk>> = {
  SHOW: "reads",
  DESC: "reads",
  DESCRIBE: "reads",
  HELP: "reads",
  USE: "reads",
  DO: "reads",
  CHECK: "reads",
  CHECKSUM: "reads",
  VALUES: "reads",
  BEGIN: "reads",
  SAVEPOINT: "reads",
  RELEASE: "reads",
  HANDLER: "reads",
  PREPARE: "reads",
  DEALLOCATE: "reads",
  ROLLBACK: "changes",
  COMMIT: "changes",
  START: "changes",
  STOP: "changes",
  CHANGE: "changes",
  GRANT: "changes",
  REVOKE: "changes",
  INSERT: "changes",
  REPLACE: "changes",
  LOAD: "changes",
  IMPORT: "changes",
  RENAME: "changes",
  FLUSH: "changes",
  LOCK: "changes",
  UNLOCK: "changes",
  KILL: "changes",
  BACKUP: "changes",
  BINLOG: "changes",
  CACHE: "changes",
  OPTIMIZE: "changes",
  REPAIR: "changes",
  INSTALL: "changes",
  UNINSTALL: "changes",
  DROP: "destroys",
  TRUNCATE: "destroys",
  RESET: "destroys",
  PURGE: "destroys",
  SHUTDOWN: "destroys",
  RESTART: "destroys",
  CLONE: "destroys",
};

/**
 * What a statement can do, judged by its words alone: `reads` leaves data, settings and files alone; `destroys` takes away what
 * only a backup brings back, or stops the server; `unknown` is said of what runs code that is not in sight (CALL, EXECUTE,
 * functions that are not built in) and of words that are not known. Session settings and locks of the session itself count as reads.
 */
export function classifyRisk(statement: string): Risk {
  const statements: SqlToken[][] = [[]];
  for (const token of tokenizeSql(statement)) {
    if (token.kind === "delimiter") statements.push([]);
    else if (isSignificant(token)) statements.at(-1)?.push(token);
  }
  return worstRisk(statements.filter((tokens) => tokens.length > 0).map(riskWithCalls));
}

/** Where all the rest only reads, a function may be what does not. */
function riskWithCalls(tokens: readonly SqlToken[]): Risk {
  const risk = riskOf(tokens);
  return risk === "reads" && callsUnknown(tokens) ? "unknown" : risk;
}

function riskOf(all: readonly SqlToken[]): Risk {
  const tokens = all.slice(all.findIndex((token) => token.text !== "("));
  const words = tokens.map((token) => (token.kind === "word" ? token.text.toUpperCase() : token.text));
  switch (words[0]) {
    case "SELECT":
    case "TABLE":
      return classifySelect(words);
    case "WITH":
      return riskOfWith(tokens, words);
    case "EXPLAIN":
    case "ANALYZE":
      return riskOfAnalyze(tokens, words);
    case "DESCRIBE":
    case "DESC":
      return "reads";
    case "SET":
      return words[1] === "STATEMENT" ? riskOfRest(tokens, words.indexOf("FOR") + 1) : classifySet(words);
    case "START":
      return words[1] === "TRANSACTION" ? "reads" : "changes";
    case "DELETE":
    case "UPDATE":
      return isUnbounded(tokens) ? "destroys" : "changes";
    case "ALTER":
      return classifyAlter(words);
    case "CREATE":
      return classifyCreate(words);
    case "XA":
      return words[1] === "RECOVER" ? "reads" : "changes";
    case "BEGIN":
      return words[1] === "NOT" ? "unknown" : "reads";
    default:
      return byFirstWord[words[0] ?? ""] ?? "unknown";
  }
}

/** WITH … may end in UPDATE or DELETE as well as in SELECT: the first verb outside brackets decides. */
function riskOfWith(tokens: readonly SqlToken[], words: readonly string[]): Risk {
  let depth = 0;
  for (const [index, word] of words.entries()) {
    if (word === "(") depth++;
    else if (word === ")") depth--;
    else if (depth === 0 && ["SELECT", "TABLE", "VALUES", "UPDATE", "DELETE", "INSERT", "REPLACE"].includes(word)) {
      return worstRisk([riskOfRest(tokens, index), classifySelect(words)]);
    }
  }
  return "unknown";
}

/** ANALYZE TABLE writes statistics; EXPLAIN ANALYZE and MariaDB's ANALYZE run the statement; plain EXPLAIN does not. */
function riskOfAnalyze(tokens: readonly SqlToken[], words: readonly string[]): Risk {
  const verb = words.findIndex((word) => ["SELECT", "UPDATE", "DELETE", "INSERT", "REPLACE", "WITH"].includes(word));
  if (words[0] === "EXPLAIN") return words[1] === "ANALYZE" && verb > 0 ? riskOfRest(tokens, verb) : "reads";
  return verb > 0 && words[1] !== "TABLE" ? riskOfRest(tokens, verb) : "changes";
}

function riskOfRest(tokens: readonly SqlToken[], from: number): Risk {
  return from > 0 && from < tokens.length ? riskOf(tokens.slice(from)) : "unknown";
}
