import { codeSpan } from "../code.ts";
import { eachCommand } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

export const deletedDataDirectory: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK072",
  id: "deleted-data-directory",
  title: "A data directory is moved away before it is deleted",
  severity: "warning",
  references: [],
  *check(runbook, context) {
    for (const { command, step } of eachCommand(runbook, context)) {
      if (command.name !== "rm" || (step.attributes.confirm?.value ?? false) !== false) continue;
      const isDeep = command.words.some(({ text }) => /^-\w*[rR]/.test(text) || text === "--recursive");
      const word = command.words
        .slice(1)
        .find(({ value }) => /^"?\/var\/lib\/(?:mysql|mariadb)"?(?:\/(?:\*|\{.*)?)?$/.test(value));
      if (word && isDeep)
        yield {
          span: codeSpan(step, word),
          message:
            "On the wrong host this is the last copy, and it also deletes what a failed restore would go back to. Move the directory away and delete it when the instance runs, or ask with `confirm=`.",
        };
    }
  },
};
