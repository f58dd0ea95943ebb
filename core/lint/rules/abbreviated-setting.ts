import { agreedJudgements } from "../reactions.ts";
import type { OptionFileRule } from "../rule.ts";
import { rename } from "./unknown-setting-fixes.ts";

export const abbreviatedSetting: OptionFileRule = {
  about: "option-file",
  code: "CNF009",
  id: "abbreviated-setting",
  title: "Names are written in full",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/command-line-options.html"],
  *check(file, context) {
    for (const judgement of agreedJudgements(file, context, new Set(["abbreviated"]))) {
      const { span, message, reaction, silent, setting, name, replacement } = judgement;
      const fixes =
        setting && name && replacement !== undefined ? [rename(setting, name.base, replacement, "safe")] : [];
      yield silent ? { span, message, fixes } : { span, message, reaction, fixes };
    }
  },
};
