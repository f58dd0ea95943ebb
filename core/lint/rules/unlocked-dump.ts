import { codeSpan } from "../code.ts";
import { eachCommand } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

export const unlockedDump: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK066",
  id: "unlocked-dump",
  title: "The threads of a dump read the same moment",
  severity: "warning",
  references: ["https://mydumper.github.io/mydumper/docs/html/mydumper_usage.html"],
  *check(runbook, context) {
    for (const { command, step } of eachCommand(runbook, context)) {
      if (command.name !== "mydumper") continue;
      const options = command.words.map(({ text }) => text);
      const at = options.findIndex(
        (text, index) =>
          /^(?:--no-locks|-k|--sync-thread-lock-mode=NO_LOCK)$/.test(text) ||
          (text === "--sync-thread-lock-mode" && options[index + 1] === "NO_LOCK"),
      );
      const word = command.words[at];
      if (word)
        yield {
          span: codeSpan(step, word),
          message:
            "Without a lock at the start each thread reads a moment of its own, and the dump never was a state of the server. Leave the locks on.",
        };
    }
  },
};
