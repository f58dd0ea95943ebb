import { groupEvidence } from "./option-file/groups.ts";
import { parseOptionFile } from "./option-file/parse.ts";
import { looksLikeOptionFile } from "./option-file/recognise.ts";
import type { OptionFile } from "./option-file/types.ts";

/** `markdown` may be opened as a runbook on request and is left alone otherwise. */
export type DocumentKind = "runbook" | "option-file" | "inventory" | "markdown" | "other";

const MARKDOWN = /\.(md|markdown|mdown|mkd)$/;
const OPTION_FILE_NAME = /^(\.?my\.cnf|my\.ini|mysqld?\.(cnf|ini)|mariadbd?\.(cnf|ini)|.*\.mycnf)$/;
const OPTION_FILE_FOLDER = /(^|\/)(mysql|mariadb|mysqld|my\.cnf\.d|(mysql|mariadb|mysqld)\.conf\.d)(\/|$)/;
/** Other programs keep a `conf.d` too: there the content has to agree. */
const SHARED_FOLDER = /(^|\/)conf\.d(\/|$)/;
const FOREIGN_NAME = /^(openssl|gitconfig|\.gitconfig|php|odbc|odbcinst|krb5|smb)\b/;
/** Enough to see what a file is; the rest of a long one is not looked at. */
const SAMPLE = 64_000;

/** What a document is, by its path (`/` or `\` between folders) and, where that does not say, by its text. */
export function detectDocument(path: string, text: string): DocumentKind {
  const normal = path.replaceAll("\\", "/").toLowerCase();
  const name = normal.slice(normal.lastIndexOf("/") + 1);
  const folder = normal.slice(0, normal.length - name.length);
  if (/^clusters\.ya?ml$/.test(name)) return "inventory";
  if (name.endsWith(".runbook.md")) return "runbook";
  if (MARKDOWN.test(name)) return isRunbookFolder(folder) || hasRunbookKey(text) ? "runbook" : "markdown";
  if (OPTION_FILE_NAME.test(name)) return "option-file";
  if (FOREIGN_NAME.test(name)) return "other";
  if (name.endsWith(".cnf")) return detectCnf(folder, text);
  if (/\.(ya?ml|json|[jt]sx?|html?|xml|sh|sql|py|php|toml)$/.test(name)) return "other";
  return detectByContent(text);
}

function isRunbookFolder(folder: string): boolean {
  return /(^|\/)runbooks\//.test(folder);
}

/** A `runbook:` key in YAML front matter. */
function hasRunbookKey(text: string): boolean {
  const match = /^\ufeff?---[ \t]*\r?\n([\s\S]*?)(?:\r?\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/.exec(text.slice(0, SAMPLE));
  return match?.[1] !== undefined && /^runbook[ \t]*:/m.test(match[1]);
}

function detectCnf(folder: string, text: string): DocumentKind {
  const file = sample(text);
  if (looksLikeOptionFile(file)) return "option-file";
  const foreign = file.lines.some((line) => line.kind === "group" && groupEvidence(line.name.value) === "none");
  return OPTION_FILE_FOLDER.test(folder) && !foreign
    ? "option-file"
    : SHARED_FOLDER.test(folder) && isEmpty(file)
      ? "option-file"
      : "other";
}

function isEmpty(file: OptionFile): boolean {
  return file.lines.every((line) => line.kind !== "setting" && line.kind !== "group");
}

/** Headings and fences make a runbook, a group that only MySQL's programs have makes an option file. */
function detectByContent(text: string): DocumentKind {
  const start = text.slice(0, SAMPLE);
  if (hasRunbookKey(start)) return "runbook";
  const fences = /^[ \t>]*(?:[-*+] +|\d+[.)] +)?(`{3,}|~{3,})/m.test(start);
  const headings = /^ {0,3}#{1,6}[ \t]+\S/m.test(start);
  if (fences && headings) return "runbook";
  const groups = sample(start).lines.filter((line) => line.kind === "group");
  return groups.some((group) => groupEvidence(group.name.value) === "server") ? "option-file" : "other";
}

function sample(text: string): OptionFile {
  return parseOptionFile(text.slice(0, SAMPLE));
}
