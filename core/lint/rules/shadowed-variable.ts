import { builtinNames } from "../../run/scope.ts";
import type { Span } from "../../text/span.ts";
import type { OtherPlace, RunbookRule } from "../rule.ts";

export const shadowedVariable: RunbookRule = {
  about: "runbook",
  code: "RBK008",
  id: "shadowed-variable",
  title: "A name means one variable",
  severity: "warning",
  references: [],
  *check({ frontMatter, steps }) {
    const inputs = new Map(frontMatter.inputs.map((input) => [input.name, input.span]));
    for (const input of frontMatter.inputs)
      if (builtinNames.includes(input.name))
        yield { span: input.span, message: hidden(input.name, "a built-in variable") };
    for (const step of steps) {
      const here = new Map<string, Span>();
      for (const { name, span } of step.captures) {
        if (builtinNames.includes(name)) yield { span, message: hidden(name, "a built-in variable") };
        else if (inputs.has(name))
          yield { span, message: hidden(name, "an input"), places: hiddenAt(inputs.get(name)) };
        else if (here.has(name))
          yield { span, message: hidden(name, "a capture of this step"), places: hiddenAt(here.get(name)) };
        here.set(name, span);
      }
    }
  },
};

function hiddenAt(span: Span | undefined): readonly OtherPlace[] {
  return span ? [{ span, message: "The other variable of this name." }] : [];
}

function hidden(name: string, what: string): string {
  return `\`${name}\` is the name of ${what} already, and takes its place from here on. Choose another name.`;
}
