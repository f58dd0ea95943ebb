import { asEntry, type Entry, textAt } from "../audit/read-entry.ts";

/** One attempt at a step, as the trail has it. */
export interface RecordedStep {
  readonly name: string;
  /** Of the entry that says how it ended; ISO 8601, UTC. */
  readonly at: string;
  /** As the trail writes it: `success` `failure` `refused` `cancelled` `timeout`; `unknown` where only the intent is there. */
  readonly outcome: string;
  readonly durationMs?: number;
  /** Names of nodes, or `local`. */
  readonly nodes: readonly string[];
}

/** What one log says of the run that it records. */
export interface RecordedRun {
  readonly log: string;
  /** Of its last entry; ISO 8601, UTC. */
  readonly at: string;
  /** As `run.finished` says; `unfinished` where it is missing. */
  readonly status: string;
  readonly cluster?: string;
  /** Every step of the runbook's order ended well, on real servers: a rehearsal. */
  readonly isWhole: boolean;
  /** In the order of their ends. Those that `when` left out are not among them: they were not run. */
  readonly steps: readonly RecordedStep[];
}

const ENDS: Readonly<Record<string, string>> = { "step.refused": "refused" };

/** The run in the entries of a log, in their order; undefined where there is none. */
export function readRecordedRun(entries: Iterable<Entry>): RecordedRun | undefined {
  const under = new Map<string, RecordedStep>();
  const steps: RecordedStep[] = [];
  let started: Entry | undefined;
  let finished: Entry | undefined;
  let last: Entry | undefined;
  for (const entry of entries) {
    last = entry;
    const type = textAt(entry, "type") ?? "";
    if (type === "run.started") started = entry;
    else if (type === "run.finished") finished = entry;
    const name = textAt(entry, "step", "name");
    // A move is a part of its step, which has entries of its own.
    if (name === undefined || entry["move"] !== undefined) continue;
    const at = textAt(entry, "time") ?? "";
    if (type === "step.intended") under.set(name, { name, at, outcome: "unknown", nodes: nodesOf(entry) });
    if (type !== "step.finished" && type !== "step.refused") continue;
    const durationUs = entry["duration_us"];
    steps.push({
      name,
      at,
      outcome: ENDS[type] ?? textAt(entry, "outcome") ?? "unknown",
      nodes: under.get(name)?.nodes ?? nodesOf(entry),
      ...(typeof durationUs === "number" ? { durationMs: durationUs / 1000 } : {}),
    });
    under.delete(name);
  }
  if (started === undefined || last === undefined) return undefined;
  const cluster = textAt(started, "run", "cluster");
  return {
    log: textAt(last, "log") ?? "",
    at: textAt(finished ?? last, "time") ?? "",
    status: (finished && textAt(finished, "status")) ?? "unfinished",
    isWhole: finished?.["whole"] === true && textAt(started, "run", "mode") !== "dry-run",
    steps: [...steps, ...under.values()],
    ...(cluster === undefined ? {} : { cluster }),
  };
}

function nodesOf({ targets }: Entry): readonly string[] {
  return Array.isArray(targets) ? targets.flatMap((target) => textAt(asEntry(target) ?? {}, "node") ?? []) : [];
}
