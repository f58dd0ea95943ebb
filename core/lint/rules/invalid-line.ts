import { parseReaction } from "../../option-file/problems.ts";
import { agreedJudgements } from "../reactions.ts";
import type { OptionFileRule } from "../rule.ts";

export const invalidLine: OptionFileRule = {
  about: "option-file",
  code: "CNF002",
  id: "invalid-line",
  title: "Every line is one that the server can read",
  severity: "error",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/option-files.html"],
  *check(file, context) {
    for (const { code, message, span } of file.problems) {
      if (parseReaction(code) === "refuses") yield { span, message, reaction: "refuses" };
      else yield { span, message, severity: "warning" };
    }
    const problems = new Set(file.problems.map(({ span }) => span));
    for (const { span, message, reaction } of agreedJudgements(file, context, new Set(["syntax"])))
      if (!problems.has(span)) yield { span, message, reaction };
  },
};
