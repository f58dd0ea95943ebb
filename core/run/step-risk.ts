import { classifyRisk, worstRisk } from "../mysql/sql/risk.ts";
import { splitStatements } from "../mysql/sql/statements.ts";
import type { Risk, Step } from "../runbook/types.ts";
import { findDestruction } from "../shell/destruction.ts";

export interface StepRisk {
  readonly risk: Risk;
  /** The statement or command that makes it as grave as it is, as written; absent where the risk was written, or nothing stands out. */
  readonly because?: string;
}

/** What a step can do, from its text: what a script does is unknown, unless it is seen to destroy. */
export function riskOfStep(step: Step): StepRisk {
  const written = step.attributes.risk?.value;
  if (written) return { risk: written };
  switch (step.kind) {
    case "manual":
    case "ini":
      return { risk: "reads" };
    case "failover":
      return { risk: "changes" };
    case "shell": {
      const [first] = findDestruction(step.code);
      return first ? { risk: "destroys", because: first.text } : { risk: "unknown" };
    }
    case "sql": {
      const all = splitStatements(step.code).statements.map(({ text }) => ({ text, risk: classifyRisk(text) }));
      const risk = worstRisk(all.map((each) => each.risk));
      const worst = risk === "reads" ? undefined : all.find((each) => each.risk === risk);
      return worst ? { risk, because: worst.text } : { risk };
    }
  }
}
