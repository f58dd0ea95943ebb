import { agreedJudgements } from "../reactions.ts";
import type { OptionFileRule } from "../rule.ts";
import { removal } from "./unknown-setting-fixes.ts";

export const ignoredSetting: OptionFileRule = {
  about: "option-file",
  code: "CNF006",
  id: "ignored-setting",
  title: "Every setting does something",
  severity: "warning",
  references: ["https://mariadb.com/docs/server/server-management/variables-and-modes/server-system-variables"],
  *check(file, context) {
    for (const { span, message, reaction, kind, setting } of agreedJudgements(
      file,
      context,
      new Set(["ignored", "loose"] as const),
    )) {
      const ignored = kind === "ignored";
      const fixes = setting ? [removal(setting, ignored ? "safe" : "unsafe")] : [];
      yield { span, message, reaction, severity: ignored ? "warning" : "information", fixes };
    }
  },
};
