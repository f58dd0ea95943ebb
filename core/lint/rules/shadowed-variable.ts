import { builtinNames } from "../../run/scope.ts";
import type { RunbookRule } from "../rule.ts";

export const shadowedVariable: RunbookRule = {
  about: "runbook",
  code: "RBK008",
  id: "shadowed-variable",
  title: "A name means one variable",
  severity: "warning",
  references: [],
  *check({ frontMatter, steps }) {
    const inputs = new Set(frontMatter.inputs.map(({ name }) => name));
    for (const input of frontMatter.inputs)
      if (builtinNames.includes(input.name))
        yield { span: input.span, message: hidden(input.name, "a built-in variable") };
    for (const step of steps) {
      const here = new Set<string>();
      for (const { name, span } of step.captures) {
        if (builtinNames.includes(name)) yield { span, message: hidden(name, "a built-in variable") };
        else if (inputs.has(name)) yield { span, message: hidden(name, "an input") };
        else if (here.has(name)) yield { span, message: hidden(name, "a capture of this step") };
        here.add(name);
      }
    }
  },
};

function hidden(name: string, what: string): string {
  return `\`${name}\` is the name of ${what} already, and takes its place from here on. Choose another name.`;
}
