import type { PlannedStep } from "../../core/run/plan-types.ts";
import type { Risk } from "../../core/runbook/types.ts";
import { formatTimeout } from "../../core/text/duration.ts";
import { visible } from "../../core/text/visible.ts";

/** One item below a cell: text with an icon, and what it means. */
export interface StepFact {
  readonly text: string;
  readonly tooltip: string;
}

const risks: Readonly<Record<Risk, StepFact>> = {
  reads: { text: "$(eye) reads", tooltip: "Changes nothing on the server" },
  changes: { text: "$(edit) changes", tooltip: "Changes data, settings or replication" },
  destroys: { text: "$(flame) destroys", tooltip: "Destroys something that can't be undone; you are asked first" },
  unknown: { text: "$(question) risk unknown", tooltip: "What it does can't be told from its text" },
};

const SHOWN_TARGETS = 3;

/** What a step will do before it is run: its name, where, how risky, for how long, and what keeps it from running. */
export function stepFacts(planned: PlannedStep): StepFact[] {
  const { step, targets, timeoutMs, problems, approvals, rollbackOf } = planned;
  const facts: StepFact[] = [
    { text: `$(symbol-event) ${plain(step.name)}`, tooltip: `Step ${step.index + 1}: ${visible(step.name)}` },
  ];
  const condition = step.attributes.when?.value;
  if (condition !== undefined) {
    facts.push({ text: `$(filter) ${plain(condition)}`, tooltip: `Skipped unless ${visible(condition)}` });
  }
  if (targets.length > 0) {
    const shown = targets.slice(0, SHOWN_TARGETS).map(plain).join(", ");
    const more = targets.length > SHOWN_TARGETS ? ` and ${targets.length - SHOWN_TARGETS} more` : "";
    const intended = step.attributes.on ? ` (on=${visible(step.attributes.on.value)})` : "";
    facts.push({
      text: `$(server) ${shown}${more}`,
      tooltip: `Runs on ${targets.map(visible).join(", ")}${intended}. Roles are read from the servers again when it runs.`,
    });
  }
  facts.push(risks[planned.risk]);
  facts.push({
    text: `$(watch) ${formatTimeout(timeoutMs)}`,
    tooltip: "Stopped after this time; its effect is then reported as unknown",
  });
  if (approvals !== undefined) {
    facts.push({
      text: `$(organization) ${approvals.needed} ${approvals.needed === 1 ? "approval" : "approvals"}`,
      tooltip: `Runs once so many other people have approved it${approvals.from.length === 0 ? "" : `: ${approvals.from.map(visible).join(", ")}`}`,
    });
  }
  if (rollbackOf !== undefined) {
    facts.push({
      text: `$(discard) rollback of ${plain(rollbackOf)}`,
      tooltip: "No part of the order: run it by itself when it is needed",
    });
  }
  if (problems.length > 0) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    facts.push({ text: `$(error) ${count}`, tooltip: problems.map((problem) => visible(problem.message)).join("\n") });
  }
  return facts;
}

/** `$(name)` in a name would be taken for an icon. */
function plain(text: string): string {
  return visible(text).replaceAll("$(", "$ (");
}
