import type { ExpectationEvidence } from "../outcome.ts";
import { itemKey, type StepContext, type StepExecutor } from "../step-executor.ts";

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
    for (const [index, { text }] of context.plan.statements.entries()) {
      if (context.confirmedItems.has(itemKey(index, text))) {
        done.push({ expression: text, held: true, detail: "confirmed in the run that this one resumes" });
        continue;
      }
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
      await context.recordItem({ index, text, done: answer });
      const note = await askNote(context, text);
      if (note !== undefined) await context.recordItem({ index, text, done: answer, note });
      done.push({ expression: text, held: answer, ...(note === undefined ? {} : { detail: note }) });
      if (!answer) return end("failed", `${text}: answered with no`);
    }
    return end("succeeded");
  },
};

/** What the operator wants to have on record with it. The end of the step does not wait for it. */
async function askNote({ operator, signal, redactor }: StepContext, text: string): Promise<string | undefined> {
  let stop = () => {};
  const stopped = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    signal.addEventListener("abort", stop, { once: true });
  });
  const question = `Note for the trail on "${text}" (empty for none):`;
  const note = signal.aborted ? undefined : await Promise.race([operator.ask(question, { secret: false }), stopped]);
  signal.removeEventListener("abort", stop);
  return note === undefined || note.trim() === "" ? undefined : redactor.text(note.trim());
}
