import { successorOf } from "../../mysql/renames.ts";
import type { Judgement } from "../../option-file/judge.ts";
import { agreedJudgements } from "../reactions.ts";
import type { Fix, OptionFileRule } from "../rule.ts";
import { replacementFixes } from "./unknown-setting-fixes.ts";
import { valueFixes } from "./value-fixes.ts";

export const deprecatedSetting: OptionFileRule = {
  about: "option-file",
  code: "CNF005",
  id: "deprecated-setting",
  title: "No setting or value is about to go",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/added-deprecated-removed.html"],
  *check(file, context) {
    for (const judgement of agreedJudgements(file, context, new Set(["deprecated"]))) {
      const { span, reaction } = judgement;
      yield { span, message: messageOf(judgement), reaction, fixes: fixesOf(judgement) };
    }
  },
};

function messageOf({ message, setting, name, replacement }: Judgement): string {
  const successor = name && successorOf(name.base);
  const other = successor && (replacement === undefined || successor.names.includes(replacement));
  return other && setting ? `"${setting.name.value}" is deprecated. ${successor.advice}` : message;
}

function fixesOf(judgement: Judgement): readonly Fix[] {
  const { setting, name, replacement } = judgement;
  if (setting && name && replacement !== undefined) return replacementFixes(setting, name.base, replacement);
  return valueFixes(judgement, "unsafe");
}
