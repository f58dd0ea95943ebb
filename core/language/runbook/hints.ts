import type { Cluster } from "../../cluster/inventory-types.ts";
import type { StepHistory } from "../../run/history.ts";
import { Scope } from "../../run/scope.ts";
import { timeoutOf } from "../../run/step-facts.ts";
import { riskOfStep } from "../../run/step-risk.ts";
import { resolveTargets, writtenTarget } from "../../run/targets.ts";
import type { Runbook, Step } from "../../runbook/types.ts";
import { formatDuration, formatTimeout } from "../../text/duration.ts";
import type { Span } from "../../text/span.ts";
import { lastRun, stepHistory, usually } from "./step-history.ts";
import type { RunbookSurroundings } from "./surroundings.ts";

/** Text that an editor shows behind an offset. */
export interface InlayHint {
  readonly offset: number;
  readonly label: string;
  readonly tooltip: string;
}

/** The nodes behind a role, by their intended roles, where the text does not say them itself; and how long the step usually takes. */
export function inlayHints(
  runbook: Runbook,
  range: Span,
  { context: { cluster, history } }: RunbookSurroundings,
): readonly InlayHint[] {
  if (!cluster && !history) return [];
  return runbook.steps.flatMap((step): readonly InlayHint[] => {
    const at = step.block.infoSpan.end;
    if (at < range.start || at > range.end) return [];
    const hints = [
      ...(cluster ? nodesHint(step, runbook, cluster) : []),
      ...durationHint(stepHistory(history, step.name)),
    ];
    if (hints.length === 0) return [];
    return [
      {
        offset: at,
        label: hints.map(({ label }) => label).join(" · "),
        tooltip: hints.map(({ tooltip }) => tooltip).join("\n\n"),
      },
    ];
  });
}

type Hint = Omit<InlayHint, "offset">;

function nodesHint(step: Step, runbook: Runbook, cluster: Cluster): readonly Hint[] {
  const resolved = resolveTargets(step, inputs(runbook), cluster, []);
  if (resolved.status !== "nodes" || resolved.nodes.some(({ name }) => name === writtenTarget(step))) return [];
  return [
    {
      label: `→ ${resolved.nodes.map(({ name }) => name).join(", ")}`,
      tooltip: `${writtenTarget(step)}, as the inventory intends it. Roles are read from the servers when the step runs.`,
    },
  ];
}

function durationHint(past: StepHistory | undefined): readonly Hint[] {
  if (past?.typicalMs === undefined) return [];
  return [{ label: `~${formatDuration(past.typicalMs)}`, tooltip: `${usually(past)}; ${lastRun(past)}` }];
}

function inputs({ frontMatter }: Runbook): Scope {
  const scope = new Scope();
  for (const { name, type, default: fallback } of frontMatter.inputs)
    if (type === "node" && fallback !== undefined) scope.bind(name, fallback);
  return scope;
}

/** One line above a step: where it will run, what it can do, for how long at most. */
export function planLine(step: Step): string {
  const { risk } = riskOfStep(step);
  const problems =
    step.problems.length === 0
      ? ""
      : ` · does not run: ${step.problems.length === 1 ? "1 problem" : `${step.problems.length} problems`}`;
  return `${step.name} · on ${writtenTarget(step)} · ${risk === "unknown" ? "risk unknown" : risk} · ${formatTimeout(timeoutOf(step))}${problems}`;
}
