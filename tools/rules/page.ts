import type { Rule } from "../../core/lint/rule.ts";

const MARK = "<!-- The tables are written by tools/rules/write-page.ts. -->";

/** The page with its tables renewed: what stands above the mark is kept. */
export function withTables(page: string, rules: readonly Rule[]): string {
  const kept = page.slice(0, page.indexOf(MARK) + MARK.length);
  const table = (about: Rule["about"]) =>
    rules
      .filter((rule) => rule.about === about)
      .toSorted((a, b) => a.code.localeCompare(b.code))
      .map(({ code, id, title, severity }) => `| [${code}](../core/lint/rules/${id}.md) | ${title} | ${severity} |`)
      .join("\n");
  const head = "| code | what has to hold | severity |\n|---|---|---|";
  return `${kept}\n\n## Runbooks\n\n${head}\n${table("runbook")}\n\n## Option files\n\n${head}\n${table("option-file")}\n`;
}
