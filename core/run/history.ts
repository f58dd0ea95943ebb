import { asEntry, textAt } from "../audit/read-entry.ts";
import type { Json } from "../audit/types.ts";
import type { RecordedRun, RecordedStep } from "./recorded-run.ts";

/** What is known of one step from the runs of its runbook. */
export interface StepHistory {
  readonly name: string;
  /** The newest attempt, whatever became of it. */
  readonly last: RecordedStep;
  /** Median of the newest runs of it that succeeded, milliseconds; absent where none did. */
  readonly typicalMs?: number;
  /** How many runs that median is of. */
  readonly samples: number;
}

/** What the trail of this machine knows of the runs of one runbook. Plain data: it goes from one process to another. */
export interface RunbookHistory {
  /** The newest run of all of it that succeeded; absent: none is known. */
  readonly drilled?: { readonly at: string; readonly log: string; readonly cluster?: string };
  /** Runs from before are not known: there are more logs than were looked at. ISO 8601, UTC. */
  readonly knownSince?: string;
  /** How many of its newest logs do not verify, and were left out of all else. */
  readonly unverified?: number;
  /** In the order in which they were last run, the newest first. */
  readonly steps: readonly StepHistory[];
}

const MOST_SAMPLES = 5;

/** `runs`: the newest first. `drill`: the last one that counts as such, which may be none of them. */
export function historyOf(runs: readonly RecordedRun[], drill: RecordedRun | undefined): RunbookHistory {
  const steps = new Map<string, RecordedStep[]>();
  for (const run of runs) {
    for (const step of run.steps.toReversed()) {
      const known = steps.get(step.name);
      if (known) known.push(step);
      else steps.set(step.name, [step]);
    }
  }
  return {
    ...(drill
      ? { drilled: { at: drill.at, log: drill.log, ...(drill.cluster ? { cluster: drill.cluster } : {}) } }
      : {}),
    steps: [...steps.values()].map(stepHistory),
  };
}

/** `attempts`: at least one, the newest first. */
function stepHistory(attempts: readonly RecordedStep[]): StepHistory {
  const last = attempts[0] as RecordedStep;
  const durations = attempts
    .flatMap(({ outcome, durationMs }) => (outcome === "success" && durationMs !== undefined ? [durationMs] : []))
    .slice(0, MOST_SAMPLES);
  return {
    name: last.name,
    last,
    samples: durations.length,
    ...(durations.length > 0 ? { typicalMs: median(durations) } : {}),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** A history that another process sent; undefined for what is none. */
export function parseHistory(value: unknown): RunbookHistory | undefined {
  const found = asEntry(value as Json);
  if (!found || !Array.isArray(found["steps"])) return undefined;
  const at = textAt(found, "drilled", "at");
  const cluster = textAt(found, "drilled", "cluster");
  const knownSince = textAt(found, "knownSince");
  const { unverified } = found;
  return {
    ...(at === undefined
      ? {}
      : { drilled: { at, log: textAt(found, "drilled", "log") ?? "", ...(cluster ? { cluster } : {}) } }),
    ...(knownSince === undefined ? {} : { knownSince }),
    ...(typeof unverified === "number" ? { unverified } : {}),
    steps: found["steps"].flatMap((step): readonly StepHistory[] => {
      const fields = asEntry(step) ?? {};
      const [name, lastAt] = [textAt(fields, "name"), textAt(fields, "last", "at")];
      if (name === undefined || lastAt === undefined) return [];
      const last = asEntry(fields["last"]) ?? {};
      const { durationMs, nodes } = last;
      const { typicalMs, samples } = fields;
      return [
        {
          name,
          last: {
            name,
            at: lastAt,
            outcome: textAt(last, "outcome") ?? "unknown",
            nodes: Array.isArray(nodes) ? nodes.filter((node) => typeof node === "string") : [],
            ...(typeof durationMs === "number" ? { durationMs } : {}),
          },
          samples: typeof samples === "number" ? samples : 0,
          ...(typeof typicalMs === "number" ? { typicalMs } : {}),
        },
      ];
    }),
  };
}
