import type { CommandWord } from "../../shell/commands.ts";
import { keepByText } from "../../text/keep.ts";
import { codeSpan, commandsOf } from "../code.ts";
import { eachStep } from "../each.ts";
import type { RunbookRule } from "../rule.ts";

/** What does harm when a variable is empty or holds a space. */
const harmful = new Set(["rm", "mv", "dd", "shred", "chown", "chmod", "truncate", "mkfs"]);

export const unquotedVariable: RunbookRule = {
  about: "runbook",
  code: "RBK014",
  id: "unquoted-variable",
  title: "Variables stand in quotes where a wrong word does harm",
  severity: "warning",
  references: ["https://www.shellcheck.net/wiki/SC2086"],
  *check(runbook, context) {
    const own = new Set([
      ...runbook.frontMatter.inputs.flatMap(({ name }) => [name, `${name}_host`, `${name}_port`]),
      ...runbook.steps.flatMap((step) => step.captures.map(({ name }) => name)),
    ]);
    for (const { step } of eachStep(runbook, context)) {
      if (step.kind !== "shell") continue;
      for (const { word, name, start, end, isHarmful, command } of uses(step.code)) {
        if (!own.has(name) && !isHarmful) continue;
        const { start: at } = codeSpan(step, { start: word.start + start, end: word.start + start });
        const span = { start: at, end: at + end - start };
        const variable = word.text.slice(start, end);
        yield {
          span,
          message: `The shell splits ${variable} at spaces and drops it when it is empty, so \`${command}\` may act on something else. Write "${variable}".`,
          fixes: [{ title: `Write "${variable}"`, safety: "unsafe", edits: [{ span, newText: `"${variable}"` }] }],
        };
      }
    }
  },
};

/** Every variable outside quotes in a script, of whomever it is. */
const uses = keepByText((code) =>
  commandsOf({ kind: "shell", code }).flatMap(({ name: command, words }) => {
    const isHarmful = harmful.has(command) || (command === "find" && words.some(({ text }) => text === "-delete"));
    return words
      .slice(1)
      .flatMap((word) => unquoted(word).map((variable) => ({ ...variable, word, command, isHarmful })));
  }),
);

/** Variables outside quotes; places count in the word. */
function unquoted(
  word: CommandWord,
): readonly { readonly name: string; readonly start: number; readonly end: number }[] {
  if (!word.text.includes("$")) return [];
  return [...word.text.matchAll(/\$(?:\{(\w+)[^}]*\}|([A-Za-z_]\w*))/g)].flatMap((match) => {
    const at = word.start + match.index;
    const isQuoted =
      word.quoted.some(({ start, end }) => start <= at && at < end) || word.text[match.index - 1] === "\\";
    return isQuoted
      ? []
      : [{ name: match[1] ?? match[2] ?? "", start: match.index, end: match.index + match[0].length }];
  });
}
