import { variableFacts } from "../catalogue.ts";
import type { Version } from "../flavor.ts";
import { isSignificant, type SqlToken } from "./token.ts";
import { tokenizeSql } from "./tokenize.ts";

/** What the server takes at a place: a name, a number without quotes, or a literal of any kind. */
export type ValuePlace = "identifier" | "integer" | "number" | "literal";

const beforeNames = new Set(
  "FROM JOIN INTO TABLE TABLES UPDATE DATABASE SCHEMA USE INDEX KEY VIEW PROCEDURE FUNCTION TRIGGER EVENT DESC DESCRIBE TRUNCATE CALL COLUMN REFERENCES EXISTS".split(
    " ",
  ),
);
const numericOptions =
  /^(?:GET_)?(?:MASTER|SOURCE|RELAY)_(?:PORT|LOG_POS|CONNECT_RETRY|RETRY_COUNT|DELAY|HEARTBEAT_PERIOD|SSL|SSL_VERIFY_SERVER_CERT|AUTO_POSITION|PUBLIC_KEY|ZSTD_COMPRESSION_LEVEL)$|^(?:GTID_ONLY|REQUIRE_ROW_FORMAT)$/;
const beforeNumbers = new Set(["LIMIT", "OFFSET", "KILL", "QUERY", "CONNECTION"]);
const comparisons = new Set(["=", "<", ">", "!", "IN", "LIKE", "IS", "BETWEEN", "NOT"]);
const newest: readonly Version[] = [
  { flavor: "mysql", major: 9, minor: 7, patch: 0 },
  { flavor: "mariadb", major: 11, minor: 8, patch: 0 },
];

/** What belongs between two offsets of SQL, by the words around it. */
export function placeOfValue(code: string, start: number, end: number): ValuePlace {
  const tokens = tokenizeSql(code).filter(isSignificant);
  const before = tokens.filter((token) => token.end <= start);
  const own = before.slice(before.findLastIndex(({ kind }) => kind === "delimiter" || kind === "command") + 1);
  const words = own.map(({ text }) => text.toUpperCase());
  const next = tokens.find((token) => token.start >= end)?.text.toUpperCase() ?? "";
  const last = words.at(-1) ?? "";
  if (last === "." || (next === "." && !/^['"]/.test(last))) return "identifier";
  if (last === "=") return assigned(own, words);
  if (beforeNumbers.has(last)) return "integer";
  if (last === "," && words.at(-3) === "LIMIT") return "integer";
  if (last === "FROM" && words.includes("EVENTS")) return "integer";
  if (last === "FROM" && words[0] === "CLONE") return "literal";
  if (beforeNames.has(last) && isNaming(words, last)) return "identifier";
  if (last === "ON" && /^(?:GRANT|REVOKE)$/.test(words[0] ?? "")) return "identifier";
  if (last === "BY" && /^(?:ORDER|GROUP)$/.test(words.at(-2) ?? "")) return "identifier";
  if (/^(?:WHERE|AND|OR)$/.test(last) && comparisons.has(next)) return "identifier";
  return "literal";
}

/** `DESC` ends an ORDER BY as well. */
function isNaming(words: readonly string[], last: string): boolean {
  return last !== "DESC" || words.length === 1;
}

/** Behind the `=` of an option or a setting. */
function assigned(tokens: readonly SqlToken[], words: readonly string[]): ValuePlace {
  const at = words.at(-2) === ":" ? -3 : -2;
  const word = words.at(at) ?? "";
  if (numericOptions.test(word)) return /HEARTBEAT_PERIOD$/.test(word) ? "number" : "integer";
  if (words[0] !== "SET") return "literal";
  const name = (tokens.at(at)?.text ?? "").replace(/^@@(?:\w+\.)?/, "").toLowerCase();
  const types = newest.map((version) => variableFacts(name, version)?.type);
  if (types.some((type) => type === "unsigned" || type === "signed")) return "integer";
  return types.includes("decimal") ? "number" : "literal";
}
