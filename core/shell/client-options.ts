import type { ShellCommand } from "./commands.ts";

/** What the words of a `mysql` or `mariadb` command say beside its SQL. */
export interface ClientOptions {
  readonly host?: string;
  readonly database?: string;
  /** It goes on behind an error, which a step never does. */
  readonly forces: boolean;
}

const valued =
  /^(?:-[uPShDe]|--(?:user|host|port|socket|database|execute|protocol|defaults-file|defaults-extra-file|defaults-group-suffix|login-path|init-command|default-character-set|max-allowed-packet|ssl-(?:ca|cert|key|mode)|tls-version|delimiter|prompt|tee|pager))$/;

/** Reads them; a value that the shell would put in is left out. `-p` never takes the word behind it. */
export function clientOptions({ words }: ShellCommand): ClientOptions {
  let host: string | undefined;
  let database: string | undefined;
  let forces = false;
  for (let at = 1; at < words.length; at++) {
    const { text = "", value = "" } = words[at] ?? {};
    const taken = valued.test(text) ? (words[++at]?.value ?? "") : undefined;
    const attached = /^(?:-[hD]|--(?:host|database)=)(.+)$/s.exec(text)?.[1]?.replace(/^(["'])(.*)\1$/, "$2");
    const given = plain(taken ?? attached);
    if (/^(?:-h|--host)/.test(text)) host = given;
    else if (/^(?:-D|--database)/.test(text)) database = given;
    else if (/^(?:-f|--force)$/.test(text)) forces = true;
    else if (taken === undefined && !text.startsWith("-")) database ??= plain(value);
  }
  return { forces, ...(host === undefined ? {} : { host }), ...(database === undefined ? {} : { database }) };
}

/** What an attribute can say without quotes. */
function plain(value: string | undefined): string | undefined {
  return value !== undefined && /^[\w.-]+$/.test(value) ? value : undefined;
}
