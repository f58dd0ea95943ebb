import type { Flavor, Version } from "../flavor.ts";
import type { SqlToken } from "./token.ts";

/** What is known of the server that reads the comment. */
export interface Reader {
  readonly flavor?: Flavor;
  readonly version?: Version;
}

/** Where nothing is known of the server: what every server since MySQL 5.7 executes. */
const EVERY_SERVER = 50_700;

/**
 * The tokens that the server executes: what stands between `/*!80000` or `/*M!100100` and its end is left out where the
 * server skips it.
 */
export function executedTokens(tokens: readonly SqlToken[], reader: Reader): readonly SqlToken[] {
  if (!tokens.some(({ kind }) => kind === "version-open")) return tokens;
  const skips: boolean[] = [];
  return tokens.filter(({ kind, text }) => {
    if (kind === "version-open") skips.push(isSkipped(text, reader));
    else if (kind === "version-close") skips.pop();
    return !skips.includes(true);
  });
}

/** MariaDB passes over the numbers of MySQL 5.7 and later: https://mariadb.com/kb/en/comment-syntax/ */
function isSkipped(opening: string, { flavor, version }: Reader): boolean {
  const [, forMariadb, digits = ""] = /^\/\*(M?)!(\d*)/.exec(opening) ?? [];
  const from = Number(digits);
  if (forMariadb && flavor !== "mariadb") return true;
  if (flavor === "mariadb" && !forMariadb && from >= 50_700 && from <= 99_999) return true;
  if (!version) return from > EVERY_SERVER;
  return from > version.major * 10_000 + version.minor * 100 + (version.patch || 99);
}
