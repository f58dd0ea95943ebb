import type { ExpectationEvidence } from "../outcome.ts";
import type { StepExecutor } from "../step-executor.ts";

/** Something a person does: each item of the list is asked for. */
export const manualExecutor: StepExecutor = {
  kind: "manual",
  plan(step, _scope, redactor) {
    const items = step.items.length > 0 ? step.items.map(({ value }) => value) : [step.code.trim()];
    const risk = step.attributes.risk?.value ?? "reads";
    return { statements: items.map((text) => ({ text: redactor.text(text), risk })), risk, problems: [] };
  },
  async execute(context) {
    const done: ExpectationEvidence[] = [];
    const end = (status: "succeeded" | "failed" | "cancelled" | "timed-out", message?: string) => {
      const evidence = {
        node: "local",
        statements: [],
        expectations: done,
        attempts: 1,
        status,
        ...(message === undefined ? {} : { message }),
      };
      const effect = done.some(({ held }) => held) ? ("done" as const) : ("none" as const);
      return {
        status: "executed" as const,
        targets: [{ evidence, effect, ...(status === "failed" ? { code: "declined" as const } : {}) }],
        captured: {},
      };
    };
    for (const { text } of context.plan.statements) {
      // --yes does not answer here: nobody has done it only because nobody wants to be asked.
      const answer = await context.operator.confirm(text, "Confirm when it is done.", context.signal);
      const stopped = context.stopped();
      if (stopped !== undefined) return end(stopped, `${text}: not answered`);
      if (answer === undefined) {
        return {
          status: "refused",
          code: "not-confirmed",
          because: "A person has to confirm this, and nobody can be asked. Run it in a terminal or in the editor.",
        };
      }
      done.push({ expression: text, held: answer });
      if (!answer) return end("failed", `${text}: answered with no`);
    }
    return end("succeeded");
  },
};
