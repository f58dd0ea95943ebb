import type { TextDocument } from "vscode";
import { languages } from "../contributions.ts";

interface Filter {
  readonly scheme: string;
  readonly language?: string;
  readonly pattern?: string;
}

/** Documents that the language server is told about; it decides by name and content what each is. */
export function documentSelector(inventory: string): Filter[] {
  const inventoryName = inventory.split(/[\\/]/).at(-1) || "clusters.yaml";
  return ["file", "untitled"].flatMap((scheme): Filter[] => [
    { scheme, language: languages.optionFile },
    { scheme, language: "markdown" },
    { scheme, pattern: "**/*.cnf" },
    { scheme, pattern: "**/my.ini" },
    { scheme, pattern: `**/${inventoryName}` },
  ]);
}

/** Whether a document is a reason to start the server: most Markdown is not. */
export function startsServer(
  document: Pick<TextDocument, "languageId" | "uri" | "getText">,
  inventory: string,
): boolean {
  const path = document.uri.path;
  if (document.languageId === languages.optionFile || /\.cnf$|\/my\.ini$/.test(path)) return true;
  if (path.endsWith(`/${inventory.split(/[\\/]/).at(-1) || "clusters.yaml"}`)) return true;
  if (document.languageId !== "markdown") return false;
  return (
    /\.runbook\.md$|\/runbooks\//.test(path) ||
    /^\ufeff?---\r?\n(?:.*\r?\n)*?runbook\s*:/.test(document.getText().slice(0, 4000))
  );
}
