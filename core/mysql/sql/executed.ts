import { atLeast, type Version } from "../flavor.ts";
import { isSignificant } from "./token.ts";
import { tokenizeSql } from "./tokenize.ts";

/** Whether a server of this version reads the whole statement as a comment: all of it stands behind `/*!` for other servers. */
export function isCommentFor(statement: string, version: Version): boolean {
  const skipped: boolean[] = [];
  for (const token of tokenizeSql(statement)) {
    if (token.kind === "version-open") skipped.push(isSkipped(token.text, version));
    else if (token.kind === "version-close") skipped.pop();
    else if (isSignificant(token) && !skipped.includes(true)) return false;
  }
  return true;
}

/** MariaDB takes 50700 to 99999 for versions of MySQL that are none of its own, and `/*M!` for itself alone. */
function isSkipped(open: string, version: Version): boolean {
  const isForMariadb = open.startsWith("/*M");
  const digits = open.replace(/\D/g, "");
  const wanted = Number(digits);
  if (version.flavor === "mysql" && isForMariadb) return true;
  if (version.flavor === "mariadb" && !isForMariadb && wanted >= 50_700 && wanted <= 99_999) return true;
  return !atLeast(version, Math.floor(wanted / 10_000), Math.floor(wanted / 100) % 100, wanted % 100);
}
