import { optionFileRules } from "../lint-option-file.ts";
import type { Rule, RunbookRule } from "../rule.ts";
import { inlinePassword } from "./inline-password.ts";
import { invalidBlock } from "./invalid-block.ts";
import { removedStatement } from "./removed-statement.ts";
import { undefinedVariable } from "./undefined-variable.ts";
import { unfilledPlaceholder } from "./unfilled-placeholder.ts";

export const runbookRules: readonly RunbookRule[] = [
  undefinedVariable,
  inlinePassword,
  removedStatement,
  invalidBlock,
  unfilledPlaceholder,
];

/** Every rule: one page, one file, one code. */
export const rules: readonly Rule[] = [...runbookRules, ...optionFileRules];
