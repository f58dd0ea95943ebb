import { findHiddenLiterals } from "./suspect-literals.ts";

/** What stands in place of a secret wherever SQL is shown or recorded. */
const redactedLiteral = "'<redacted>'";

/** The same SQL with every password and hash replaced, and what may be one. Everything else stays as written. */
export function redactSql(text: string): string {
  let result = "";
  let done = 0;
  for (const { span } of findHiddenLiterals(text)) {
    result += text.slice(done, span.start) + redactedLiteral;
    done = span.end;
  }
  return result + text.slice(done);
}
