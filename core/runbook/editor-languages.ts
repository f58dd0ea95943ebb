/** First word of a fence → the editor's language. A word that is not here keeps its own name, which the editor may know. */
const editorLanguages: ReadonlyMap<string, string> = new Map([
  ["sql", "sql"],
  ["mysql", "sql"],
  ["mariadb", "sql"],
  ["sh", "shellscript"],
  ["bash", "shellscript"],
  ["shell", "shellscript"],
  ["zsh", "shellscript"],
  ["console", "shellscript"],
  ["ini", "mysql-option-file"],
  ["cnf", "mysql-option-file"],
  ["mycnf", "mysql-option-file"],
  ["failover", "dr-failover"],
  ["manual", "dr-manual"],
]);

/** The editor's language → first word of the fence that a new cell of it becomes. */
const fenceWords: ReadonlyMap<string, string> = new Map([
  ["shellscript", "bash"],
  ["mysql-option-file", "ini"],
  ["dr-failover", "failover"],
  ["dr-manual", "manual"],
  ["plaintext", "text"],
]);

export function toEditorLanguage(word: string): string {
  return editorLanguages.get(word.toLowerCase()) ?? (word === "" ? "plaintext" : word.toLowerCase());
}

/** `written`: the word that stands there now; it stays while it means the same language. */
export function toFenceWord(language: string, written?: string): string {
  if (written !== undefined && toEditorLanguage(written) === language) return written;
  return fenceWords.get(language) ?? language;
}
