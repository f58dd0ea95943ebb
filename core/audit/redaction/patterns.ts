import { redactSql } from "../../mysql/sql/redact.ts";
import { findShellPasswords } from "../../shell/passwords.ts";

export const redactedMark = "<redacted>";

interface Rule {
  readonly name: string;
  /** Group 1 stays, group 2 is the secret, group 3 stays. */
  readonly pattern: RegExp;
}

/** A value that is no variable of a shell and was not replaced already. */
const value = String.raw`(?!\$[\w{(]|<redacted>|["']<redacted>)("[^"\n]+"|'[^'\n]+'|[^\s"'&;|,)}]+)`;

const rules: readonly Rule[] = [
  {
    name: "private-key",
    pattern: /(-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----)([\s\S]*?)(-----END (?:[A-Z0-9]+ )*PRIVATE KEY-----|$)/g,
  },
  { name: "url", pattern: /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/'"]*:)(?!\$[\w{(]|<redacted>)([^\s@'"]+)(@)/gi },
  { name: "json", pattern: /((?:[\w-]*(?:password|passwd|secret|token))"\s*:\s*")((?:[^"\\]|\\.)+)(")/gi },
  {
    name: "option",
    pattern: new RegExp(String.raw`(--(?:[\w-]*-)?(?:password|passwd|secret|token)\d?[= ])${value}()`, "gi"),
  },
  {
    name: "environment",
    pattern: new RegExp(String.raw`(\b(?:MYSQL_PWD|\w*(?:PASSWORD|PASSWD|SECRET|TOKEN|API_KEY))=)${value}()`, "g"),
  },
  {
    name: "option-file",
    pattern: new RegExp(String.raw`(^[ \t]*(?:[\w-]+[-_])?password[ \t]*=[ \t]*)${value}()`, "gim"),
  },
  { name: "authorization", pattern: /(\bauthorization\s*:\s*(?:basic|bearer)\s+|\bbearer\s+)([\w.~+/=-]{8,})()/gi },
  {
    name: "token",
    pattern:
      /(\b)((?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{10,}|sk-[\w-]{20,}|AIza[\w-]{35}|hv[sb]\.[\w-]{20,}|eyJ[\w-]{8,}\.eyJ[\w-]{4,}\.[\w-]+)()/g,
  },
];

/** Every text that a rule could find something in has one of these words. */
const suspicious =
  /-----BEGIN|:\/\/|passw|pwd|secret|token|api_key|identified|authentication_string|global_priv|mysql\W{1,3}user|bearer|authorization|AKIA|ASIA|gh[pousr]_|github_pat|glpat|xox|sk-|AIza|hv[sb]\.|eyJ|-p\S|\w:[^\s:@/]+@|,p=|\bp=|curl\b.*-\S*u|sshpass|ipmitool|passphrase|encrypt-key/i;
const sqlWords = /identified|password|passwd|pwd|authentication_string|global_priv|mysql\W{1,3}user/i;
const clients = /(?:mysql|mariadb|mydumper|myloader|xtrabackup|innobackupex|pt-|curl|sshpass|ipmitool|gpg|wget)[\w.-]*/;

/** Whether something may follow on the same line that makes it a secret: a command's password stands behind its name. */
export function mayBecomeSuspicious(line: string): boolean {
  return suspicious.test(line) || clients.test(line);
}

export interface Redaction {
  readonly text: string;
  /** Names of the rules that found something. */
  readonly rules: readonly string[];
}

/** Replaces what looks like a secret, whoever it belongs to: keys, tokens, passwords in SQL, commands, URLs and settings. */
export function redactPatterns(text: string): Redaction {
  if (!suspicious.test(text)) return { text, rules: [] };
  const found: string[] = [];
  let result = text;
  const step = (name: string, next: string) => {
    if (next !== result) found.push(name);
    result = next;
  };
  for (const { name, pattern } of rules)
    step(
      name,
      result.replace(
        pattern,
        (_, before: string, _secret: string, after: string) => `${before}${redactedMark}${after}`,
      ),
    );
  if (sqlWords.test(result)) step("sql", redactSql(result));
  if (clients.test(result)) step("command", redactCommands(result));
  return { text: result, rules: found };
}

function redactCommands(script: string): string {
  let result = "";
  let done = 0;
  for (const { span, value: secret, isVariable } of findShellPasswords(script)) {
    if (isVariable || secret === "" || secret.includes(redactedMark) || span.start < done) continue;
    const word = script.slice(span.start, span.end);
    result += script.slice(done, span.start) + word.replace(secret, () => redactedMark);
    done = span.end;
  }
  return result + script.slice(done);
}
