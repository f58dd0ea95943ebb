import { redactSql } from "../../mysql/sql/redact.ts";
import { findShellPasswords } from "../../shell/passwords.ts";

export const redactedMark = "<redacted>";

interface Rule {
  readonly name: string;
  /** Group 1 stays, group 2 is the secret, group 3 stays. */
  readonly pattern: RegExp;
}

/** Behind a telling name these are no secrets: a switch, `(using password: YES)`, a variable of a shell, what was replaced already. */
const harmless = String.raw`(?!\$[\w{(]|["']?<redacted>|["']?(?:on|off|true|false|yes|no|null|none|[01]|)["']?(?:[\s&;|,)}]|$))`;
/** A literal of SQL, a word of a shell with its quoted parts, or what follows a quote that never ends. */
const value = String.raw`${harmless}("(?:[^"\\\n]|\\.|"")*"(?![\w"\\])|'(?:[^'\\\n]|\\.|'')*'(?![\w'\\])|(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\\.|[^\s"'&;|,)}\\])+|["'][^\n]+)`;
const words =
  "password|passwd|passphrase|secret|token|credentials?|api[_-]?key|access[_-]?key|private[_-]?key|authentication_string|auth_string";
/** A name with a telling end. Bounded: a long word is not to be read again from each of its letters. */
const name = String.raw`(?<![\w-])(?:[\w-]{0,60}(?:${words})|(?:[\w-]{0,60}[_-])?(?:pass|pw|pwd))\d{0,2}`;

const rules: readonly Rule[] = [
  {
    name: "private-key",
    pattern: /(-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----)([\s\S]*?)(-----END (?:[A-Z0-9]+ )*PRIVATE KEY-----|$)/g,
  },
  { name: "url", pattern: /(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:@/'"]*:)(?!\$[\w{(]|<redacted>)([^\s@'"]+)(@)/gi },
  // root:secret@db1, but neither mysql:8.4@sha256:… nor mailto:joe@example.com.
  {
    name: "login",
    pattern:
      /(?<![\w/:.-])((?!mailto:|https?:)[a-z_][\w.-]{0,60}:)(?!\$[\w{(]|<redacted>|\/)([^\s:@/'"]{1,200})(@(?!sha\d)[\w[])/gi,
  },
  {
    name: "json",
    pattern: new RegExp(String.raw`(${name}"\s*:\s*")((?:[^"\\]|\\.)+)(")`, "gi"),
  },
  {
    name: "json",
    pattern: new RegExp(String.raw`(${name}(?:"|')\s*:\s*['"]?)${harmless}([^\s"',}\]]+)()`, "gi"),
  },
  // JSON in a string of JSON.
  { name: "json", pattern: new RegExp(String.raw`(${name}\\+"\s*:\s*\\+")([^"\\\n]+)()`, "gi") },
  { name: "option", pattern: new RegExp(String.raw`(--(?:[\w-]{0,60}-)?(?:${words}|pwd)\d?[= ])${value}()`, "gi") },
  // The working directory is no secret.
  { name: "environment", pattern: new RegExp(String.raw`((?!pwd=["']?[/~.])${name}=)(?!=)${value}()`, "gi") },
  {
    name: "option-file",
    pattern: new RegExp(String.raw`(^[ \t]*(?:[\w-]{0,60}[-_])?password[ \t]*=[ \t]*)(?!=)${value}()`, "gim"),
  },
  { name: "text", pattern: new RegExp(String.raw`(${name}[ \t]*:[ \t]+)${value}()`, "gi") },
  { name: "text", pattern: /(\bpassword is generated for \S+:[ \t]*)(\S+)()/gi },
  {
    name: "command",
    pattern: new RegExp(
      String.raw`(\b(?:curl|wget)\b[^\n;|]{0,2000}?\s(?:-u|--user)[= ]?["']?[^\s:"'$]{1,200}:)${value}()`,
      "g",
    ),
  },
  { name: "command", pattern: new RegExp(String.raw`(\bsshpass\s+-p\s*)${value}()`, "g") },
  { name: "command", pattern: new RegExp(String.raw`(\bipmitool\b[^\n;|]{0,2000}?\s-P\s*)${value}()`, "g") },
  {
    name: "command",
    pattern: new RegExp(String.raw`(\bm(?:ysql|ariadb-)admin\b[^\n;|]{0,2000}?\s(?:old-)?password\s+)${value}()`, "g"),
  },
  // A DSN of Percona Toolkit.
  { name: "dsn", pattern: /((?<!\w)(?:[huDtSAFPL]=[^,\s"']{0,200},){1,9}p=)(?!\$[\w{(]|<redacted>)([^,\s"']+)()/g },
  { name: "dsn", pattern: /((?<!\w)p=)(?!\$[\w{(]|<redacted>)([^,\s"']+)(,[huDtSAFPL]=)/g },
  { name: "hash", pattern: /((?<![\w*])\*)([0-9A-F]{40})((?![0-9A-F]))/g },
  { name: "hash", pattern: /(\$A\$\d{3}\$)([^\n"',]{20,80})()/g },
  { name: "authorization", pattern: /(\bauthorization\s*:\s*(?:basic|bearer)\s+|\bbearer\s+)([\w.~+/=-]{8,})()/gi },
  {
    name: "token",
    pattern:
      /(\b)((?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{10,}|sk-[\w-]{20,}|AIza[\w-]{35}|hv[sb]\.[\w-]{20,}|eyJ[\w-]{8,}\.eyJ[\w-]{4,}\.[\w-]+)()/g,
  },
];

/** Every text that a rule could find something in has one of these words. */
const suspicious =
  /-----BEGIN|:\/\/|pass|pwd|(?<![a-z])pw|secret|token|credential|(?:api|access|private)[_-]?key|\bi\w{6,11}\s+(?:\w{1,40}\s+){0,4}\(?['"]|p[as]\w{0,3}w|\b(?:create|alter)\s+us|\bgrant\s|auth_string|authentication_string|global_priv|mysql\W{1,3}user|bearer|authorization|AKIA|ASIA|gh[pousr]_|github_pat|glpat|xox|sk-|AIza|hv[sb]\.|eyJ|-p\S|:[^\s:@/'"]{1,200}@|\bp=|ipmitool|\$A\$|\*[0-9A-F]{40}|curl|wget|encrypt-key/i;
const sqlWords =
  /\bi\w{6,11}\s+(?:\w{1,40}\s+){0,4}\(?['"]|p[as]\w{0,3}w|\b(?:create|alter)\s+us|\bgrant\s|pass|pwd|(?<![a-z])pw|secret|token|credential|[a-z]key|_key|authentication_string|global_priv|mysql\W{1,3}user/i;
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
