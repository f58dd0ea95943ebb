import { Scope } from "../../run/scope.ts";
import { timeoutOf } from "../../run/step-facts.ts";
import { riskOfStep } from "../../run/step-risk.ts";
import { resolveTargets, writtenTarget } from "../../run/targets.ts";
import type { Runbook, Step } from "../../runbook/types.ts";
import { formatTimeout } from "../../text/duration.ts";
import type { Span } from "../../text/span.ts";
import type { RunbookSurroundings } from "./surroundings.ts";

/** Text that an editor shows behind an offset. */
export interface InlayHint {
  readonly offset: number;
  readonly label: string;
  readonly tooltip: string;
}

/** The nodes behind a role, by their intended roles; nothing where the text says them itself. */
export function inlayHints(
  runbook: Runbook,
  range: Span,
  { context: { cluster } }: RunbookSurroundings,
): readonly InlayHint[] {
  if (!cluster) return [];
  return runbook.steps.flatMap((step): readonly InlayHint[] => {
    const at = step.block.infoSpan.end;
    if (at < range.start || at > range.end) return [];
    const resolved = resolveTargets(step, inputs(runbook), cluster, []);
    if (resolved.status !== "nodes" || resolved.nodes.some(({ name }) => name === writtenTarget(step))) return [];
    return [
      {
        offset: at,
        label: `→ ${resolved.nodes.map(({ name }) => name).join(", ")}`,
        tooltip: `${writtenTarget(step)}, as the inventory intends it. Roles are read from the servers when the step runs.`,
      },
    ];
  });
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
