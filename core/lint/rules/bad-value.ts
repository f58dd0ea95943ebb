import { agreedJudgements } from "../reactions.ts";
import type { OptionFileRule } from "../rule.ts";
import { valueFixes } from "./value-fixes.ts";

export const badValue: OptionFileRule = {
  about: "option-file",
  code: "CNF003",
  id: "bad-value",
  title: "Every value is one that the server can read",
  severity: "error",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/program-variables.html"],
  *check(file, context) {
    for (const judgement of agreedJudgements(file, context, new Set(["bad-value", "no-value"]))) {
      const { span, message, reaction } = judgement;
      const severity = reaction === "refuses" ? "error" : "warning";
      yield { span, message, reaction, severity, fixes: valueFixes(judgement, "safe") };
    }
  },
};
