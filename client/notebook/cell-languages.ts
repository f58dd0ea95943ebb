import { languages } from "../contributions.ts";

/** First word of a fence → the editor's language. What is not here keeps its own name, which the editor may know. */
const editorLanguages: Readonly<Record<string, string>> = {
  sql: "sql",
  mysql: "sql",
  mariadb: "sql",
  sh: "shellscript",
  bash: "shellscript",
  shell: "shellscript",
  zsh: "shellscript",
  console: "shellscript",
  ini: languages.optionFile,
  cnf: languages.optionFile,
  mycnf: languages.optionFile,
  failover: languages.failover,
  manual: languages.manual,
  yml: "yaml",
  py: "python",
  js: "javascript",
  ts: "typescript",
  ps1: "powershell",
  text: "plaintext",
  txt: "plaintext",
  md: "markdown",
};

/** The editor's language → first word of the fence that a new cell of it becomes. */
const fenceLanguages: Readonly<Record<string, string>> = {
  shellscript: "bash",
  plaintext: "text",
  [languages.optionFile]: "ini",
  [languages.failover]: "failover",
  [languages.manual]: "manual",
};

export function toEditorLanguage(fence: string): string {
  const word = fence.toLowerCase();
  return editorLanguages[word] ?? (word === "" ? "plaintext" : word);
}

/** The word of a fence for a cell; `original`, the word that stands there now, stays while it means the same language. */
export function toFenceLanguage(editor: string, original?: string): string {
  if (original !== undefined && toEditorLanguage(original) === editor) return original;
  return fenceLanguages[editor] ?? editor;
}
