import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { invalidInventory } from "../core/lint/lint-inventory.ts";
import { nodeRules } from "../core/lint/nodes/index.ts";
import { pagePath, wholePage } from "../core/lint/page-path.ts";
import { rules } from "../core/lint/rules/index.ts";

const isBundle = typeof __filename === "string";
const program = isBundle ? pathToFileURL(__filename).href : import.meta.url;

export interface RulePage {
  readonly code: string;
  readonly id: string;
  readonly title: string;
  /** Markdown. */
  readonly page: string;
}

/** The page of the rule with a code or name, such as `RBK019` or `promote-before-fence`; undefined where there is none. */
export function readRulePage(name: string): RulePage | undefined {
  const wanted = name.toLowerCase();
  const rule = [...rules, ...nodeRules, invalidInventory].find(
    ({ code, id }) => code.toLowerCase() === wanted || id === wanted,
  );
  const path = rule && pagePath(rule.id, isBundle);
  if (!rule || !path) return undefined;
  const { code, id, title, references } = rule;
  try {
    const page = readFileSync(new URL(path, program), "utf8");
    return { code, id, title, page: isBundle ? page : wholePage(page, references) };
  } catch {
    return undefined;
  }
}
