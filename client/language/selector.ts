import type { TextDocument } from "vscode";
import { detectDocument } from "../../core/document.ts";
import { languages } from "../contributions.ts";

interface Filter {
  readonly scheme: string;
  readonly language?: string;
  readonly pattern?: string;
}

/** Documents that the language server is told about; it decides by name and content what each is. */
export function documentSelector(inventory: string): Filter[] {
  return ["file", "untitled"].flatMap((scheme): Filter[] => [
    { scheme, language: languages.optionFile },
    { scheme, language: "markdown" },
    { scheme, pattern: "**/*.cnf" },
    { scheme, pattern: "**/my.ini" },
    { scheme, pattern: `**/${baseName(inventory)}` },
  ]);
}

/** Whether a document is a reason to start the server: most Markdown and most YAML is not. */
export function startsServer(
  document: Pick<TextDocument, "languageId" | "uri" | "getText">,
  inventory: string,
): boolean {
  const path = document.uri.path;
  if (document.languageId === languages.optionFile || path.endsWith(`/${baseName(inventory)}`)) return true;
  if (document.languageId !== "markdown" && !/\.cnf$|\/my\.ini$|\.runbook\.md$/.test(path)) return false;
  return ["runbook", "option-file", "inventory"].includes(detectDocument(path, document.getText()));
}

function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1) || "clusters.yaml";
}
