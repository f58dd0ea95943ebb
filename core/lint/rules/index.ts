import { optionFileRules } from "../lint-option-file.ts";
import type { Rule } from "../rule.ts";
import { runbookRules } from "../runbook-rules.ts";

/** Every rule: one page, one file, one code. */
export const rules: readonly Rule[] = [...runbookRules, ...optionFileRules];
