import { parseReaction } from "../../option-file/problems.ts";
import type { OptionFileRule } from "../rule.ts";

export const invalidLine: OptionFileRule = {
  about: "option-file",
  code: "CNF002",
  id: "invalid-line",
  title: "Every line is one that the server can read",
  severity: "error",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/option-files.html"],
  *check(file) {
    for (const { code, message, span } of file.problems) {
      yield { span, message, severity: parseReaction(code) === "refuses" ? "error" : "warning" };
    }
  },
};
