import { invalidInventory } from "./lint-inventory.ts";
import { nodeRules } from "./nodes/index.ts";
import { rules } from "./rules/index.ts";

const folders: ReadonlyMap<string, "rules" | "nodes" | "inventory"> = new Map([
  [invalidInventory.id, "inventory"] as const,
  ...rules.map(({ id }) => [id, "rules"] as const),
  ...nodeRules.map(({ id }) => [id, "nodes"] as const),
]);

/**
 * Where the page of a rule lies, from a folder at the root of the package, `server` or `cli` in the sources and `dist` of what is
 * installed. Relative, with slashes. Undefined for what has no page.
 */
export function pagePath(rule: string, isBundle: boolean): string | undefined {
  const folder = folders.get(rule);
  return folder && (isBundle ? `rules/${rule}.md` : `../core/lint/${folder}/${rule}.md`);
}

/** The page as it is shipped and shown: with the manual's pages that the rule goes back to. */
export function wholePage(page: string, references: readonly string[]): string {
  const links = references.map((link) => `- <${link}>\n`).join("");
  return links === "" ? page : `${page.trimEnd()}\n\n## References\n\n${links}`;
}
