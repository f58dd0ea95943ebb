import type { Judgement } from "../../option-file/judge.ts";
import { agreedJudgements } from "../reactions.ts";
import type { Fix, OptionFileRule } from "../rule.ts";
import { valueFixes } from "./value-fixes.ts";

export const adjustedValue: OptionFileRule = {
  about: "option-file",
  code: "CNF004",
  id: "adjusted-value",
  title: "The server uses the value that the file says",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/program-variables.html"],
  *check(file, context) {
    const kinds = new Set(["out-of-range", "unread-boolean", "passed-over", "rounded"] as const);
    for (const judgement of agreedJudgements(file, context, kinds)) {
      const { span, message, reaction, silent } = judgement;
      const fixes = valueFixes(judgement, safetyOf(judgement));
      if (silent) yield { span, message, severity: "information", fixes };
      else yield { span, message, reaction, fixes };
    }
  },
};

/** To write what the server does anyway changes nothing; to write ON where it reads OFF does. */
function safetyOf({ kind, value }: Judgement): Fix["safety"] {
  return kind === "passed-over" || (kind === "unread-boolean" && value !== "OFF") ? "unsafe" : "safe";
}
