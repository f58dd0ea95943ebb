import { invalidInventory } from "../../core/lint/lint-inventory.ts";
import type { NodeRule } from "../../core/lint/nodes/node-rule.ts";
import type { Rule } from "../../core/lint/rule.ts";

const MARK = "<!-- The tables are written by tools/rules/write-page.ts. -->";

type Row = Pick<Rule, "code" | "id" | "title" | "severity">;

/** The page with its tables renewed: what stands above the mark is kept. */
export function withTables(page: string, rules: readonly Rule[], nodeRules: readonly NodeRule[]): string {
  const kept = page.slice(0, page.indexOf(MARK) + MARK.length);
  const about = (kind: Rule["about"]) => rules.filter((rule) => rule.about === kind);
  return [
    kept,
    section("Runbooks", "rules", about("runbook")),
    section("Option files", "rules", about("option-file")),
    section("Option files of one cluster", "nodes", nodeRules),
    section("clusters.yaml", "inventory", [invalidInventory]),
  ].join("\n\n");
}

function section(heading: string, folder: string, rules: readonly Row[]): string {
  const rows = rules
    .toSorted((a, b) => a.code.localeCompare(b.code))
    .map(
      ({ code, id, title, severity }) => `| [${code}](../core/lint/${folder}/${id}.md) | ${title} | ${severity} |\n`,
    );
  return `## ${heading}\n\n| code | what has to hold | severity |\n|---|---|---|\n${rows.join("")}`;
}
