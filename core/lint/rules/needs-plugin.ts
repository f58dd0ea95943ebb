import { agreedJudgements } from "../reactions.ts";
import type { OptionFileRule } from "../rule.ts";

export const needsPlugin: OptionFileRule = {
  about: "option-file",
  code: "CNF008",
  id: "needs-plugin",
  title: "A setting of a plugin does not keep the server from starting without it",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/plugin-loading.html"],
  *check(file, context) {
    for (const { span, message, reaction, setting } of agreedJudgements(file, context, new Set(["plugin"]))) {
      const start = setting?.name.span.start ?? span.start;
      const edits = [{ span: { start, end: start }, newText: "loose_" }];
      yield { span, message, reaction, fixes: [{ title: "Write loose_ before the name", safety: "unsafe", edits }] };
    }
  },
};
