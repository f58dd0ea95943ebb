import type { Inventory } from "../cluster/inventory-types.ts";
import type { Finding, Fix } from "./rule.ts";

/** What is wrong with an inventory is told under one code. */
export const invalidInventory = {
  code: "INV001",
  id: "invalid-inventory",
  title: "Every cluster and node of `clusters.yaml` can be read",
  severity: "error",
  references: [],
} as const;

/** Everything that is wrong with an inventory keeps some node from being reached as meant, so all of it is an error. */
export function lintInventory({ problems }: Inventory, text: string): readonly Finding[] {
  return problems.map(({ message, span }) => ({
    code: invalidInventory.code,
    rule: invalidInventory.id,
    severity: invalidInventory.severity,
    message,
    span,
    fixes: suggestionFixes(message, span, text),
  }));
}

/** The key itself, or the value behind it. */
function suggestionFixes(message: string, { start, end }: Finding["span"], text: string): readonly Fix[] {
  const suggestion = /Did you mean "([^"]+)"\?$/.exec(message)?.[1];
  const written = text.slice(start, end);
  const word = /(?:^|:[ \t]+)(["']?)([\w-]+)\1$/.exec(written);
  if (!suggestion || !word) return [];
  const [, , meant = ""] = word;
  const from = start + written.lastIndexOf(meant);
  return [
    {
      title: `Use \`${suggestion}\``,
      safety: "unsafe",
      edits: [{ span: { start: from, end: from + meant.length }, newText: suggestion }],
    },
  ];
}
