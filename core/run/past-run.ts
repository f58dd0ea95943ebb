import type { Json } from "../audit/types.ts";
import type { Effect } from "./outcome.ts";
import { restoreValue } from "./recorded-value.ts";
import type { RunMode, StepSelection } from "./run-types.ts";
import { itemKey } from "./step-executor.ts";
import type { Value } from "./value.ts";

type Fields = Readonly<Record<string, Json>>;

/** What the trail knows of one step of a run that is to be resumed. */
export interface PastStep {
  readonly name: string;
  readonly index: number;
  /** `unknown`: its intent is on record and no outcome. */
  readonly how: "succeeded" | "failed" | "skipped" | "unknown";
  readonly effect: Effect;
  readonly message: string;
  /** Of its intent, or of the entry that says it was skipped. */
  readonly entry: { readonly log: string; readonly seq: number };
  /** The operator said that it was done; nobody saw it. */
  readonly isSaid?: true;
  /** SHA-256 of its fence as it was run. */
  readonly blockHash?: string;
  /** Items of a manual step that were confirmed, as `itemKey` names them. */
  readonly items?: ReadonlySet<string>;
}

/** What a step had left in a session that ended with its run. */
export interface LostState {
  readonly node: string;
  readonly step: string;
  readonly kind: string;
  readonly what: string;
}

/** A run that stopped before its end, put together from its log and the logs that it resumed itself. */
export interface PastRun {
  /** The newest of its logs: what a new one refers to. */
  readonly log: { readonly id: string; readonly seq: number };
  readonly path: string;
  /** When the oldest of them began, UTC; undefined when that is not on record. */
  readonly startedAt?: string;
  readonly cluster?: string;
  /** Of the document as it was at the start. */
  readonly sha256: string;
  readonly selection: StepSelection;
  /** The last record of each step, in the order in which they were recorded. */
  readonly steps: ReadonlyMap<string, PastStep>;
  /** Bound variables by name; secrets are not among them. */
  readonly texts: ReadonlyMap<string, string>;
  /** Captured values. */
  readonly captures: ReadonlyMap<string, Value>;
  /** What sessions held when their run ended, unless it was brought about again or said to be dispensable since. */
  readonly lost: readonly LostState[];
  /** `server_uuid` of each node, as it was seen first. */
  readonly servers: ReadonlyMap<string, string>;
  readonly mode?: RunMode;
  /** As `run.finished` says; absent when it was cut off. */
  readonly status?: string;
}

/** `logs`: the entries of each log, oldest log first. Undefined when there is no run in them. */
export function readPastRun(logs: readonly (readonly Fields[])[]): PastRun | undefined {
  const steps = new Map<string, PastStep>();
  const texts = new Map<string, string>();
  const captures = new Map<string, Value>();
  const servers = new Map<string, string>();
  let lost: readonly LostState[] = [];
  let started: Fields | undefined;
  let startedAt: string | undefined;
  let selection: StepSelection = {};
  let status: string | undefined;
  let last: Fields | undefined;
  for (const entries of logs) {
    status = undefined;
    let held: readonly LostState[] = [];
    for (const entry of entries) {
      last = entry;
      switch (entry["type"]) {
        case "run.started":
          started = entry;
          startedAt ??= text(entry["time"]);
          selection = selectionOf(entry["selection"]);
          break;
        case "run.finished":
          status = text(entry["status"]);
          break;
        case "variable.bound": {
          const name = text(entry["name"]);
          const value = restoreValue(entry);
          if (name === undefined || value === undefined) break;
          if (entry["captured"] === true) captures.set(name, value);
          else texts.set(name, text(entry["value"]) ?? "");
          break;
        }
        case "topology.observed":
          for (const node of list(entry["nodes"])) seeServer(node, servers);
          break;
        default: {
          for (const target of list(entry["targets"])) seeServer(target, servers);
          if (entry["type"] === "step.finished" && entry["move"] === undefined) {
            held = heldBy(entry);
            // It was run again: what it left this time counts.
            lost = lost.filter(({ step }) => step !== text(member(entry["step"], "name")));
          }
          const without = text(entry["without_state_of"]);
          if (without !== undefined) lost = lost.filter(({ step }) => step !== without);
          const step = stepAfter(entry, steps);
          if (step === undefined) break;
          // The newest record is the last of the map.
          steps.delete(step.name);
          steps.set(step.name, step);
        }
      }
    }
    lost = [...lost, ...held];
  }
  const run = started?.["run"];
  if (started === undefined || last === undefined) return undefined;
  const cluster = text(member(run, "cluster"));
  return {
    log: { id: text(last["log"]) ?? "", seq: Number(last["seq"]) },
    path: text(member(run, "path")) ?? "",
    sha256: text(member(run, "sha256")) ?? "",
    selection,
    steps,
    texts,
    captures,
    lost,
    servers,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(cluster === undefined ? {} : { cluster }),
    ...(member(run, "mode") === "drill" ? { mode: "drill" } : {}),
    ...(status === undefined ? {} : { status }),
  };
}

function seeServer(node: Json, servers: Map<string, string>): void {
  const name = text(member(node, "node"));
  const uuid = text(member(node, "server_uuid"));
  if (name !== undefined && uuid !== undefined && !servers.has(name)) servers.set(name, uuid);
}

function heldBy(entry: Fields): LostState[] {
  return list(entry["session_state"]).flatMap((one) => {
    const [node, step, kind] = ["node", "step", "kind"].map((key) => text(member(one, key)));
    const what = text(member(one, "what")) ?? "";
    return node === undefined || step === undefined || kind === undefined ? [] : [{ node, step, kind, what }];
  });
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

const outcomes: Readonly<Record<string, PastStep["how"]>> = { success: "succeeded", skipped: "skipped" };

function stepAfter(entry: Fields, known: ReadonlyMap<string, PastStep>): PastStep | undefined {
  const name = text(member(entry["step"], "name"));
  // A move is a part of its step, which has an intent and an outcome of its own.
  if (name === undefined || entry["move"] !== undefined) return undefined;
  const index = Number(member(entry["step"], "index") ?? -1);
  const before = known.get(name);
  const own = { name, index, entry: { log: text(entry["log"]) ?? "", seq: Number(entry["seq"]) } };
  switch (entry["type"]) {
    case "step.intended": {
      const blockHash = text(entry["block_sha256"]);
      const risk = member(entry["step"], "risk");
      return {
        ...own,
        how: "unknown",
        effect: risk === "reads" ? "none" : "unknown",
        message: "It was under way when the run was cut off.",
        ...(blockHash === undefined ? {} : { blockHash }),
        // What a run confirmed that resumed an earlier one stands in the logs of both.
        ...(before?.items && before.how !== "succeeded" ? { items: before.items } : {}),
      };
    }
    case "step.finished": {
      const how = outcomes[text(entry["outcome"]) ?? ""] ?? "failed";
      const effect = how === "succeeded" ? "done" : effectOf(entry["effect"], entry["outcome"]);
      return { ...own, ...(before ?? {}), how, effect, message: text(entry["message"]) ?? "" };
    }
    case "step.skipped":
      // Before it began it was cancelled: it is still to be done, and what was known of it stands.
      if (entry["cancelled"] === true) return undefined;
      return { ...own, how: "skipped", effect: "none", message: text(entry["because"]) ?? "" };
    case "step.confirmed":
      if (before !== undefined && entry["item"] !== undefined) return withItem(before, entry["item"]);
      // Said by the operator of the run that resumed this one.
      if (before === undefined || entry["decision"] !== "done") return undefined;
      return { ...before, how: "succeeded", effect: "done", message: "Said to be done by the operator.", isSaid: true };
    default:
      return undefined;
  }
}

function withItem(step: PastStep, item: Json): PastStep {
  const key = itemKey(Number(member(item, "index")), text(member(item, "text")) ?? "");
  const items = new Set(step.items);
  if (member(item, "done") === true) items.add(key);
  return { ...step, items };
}

function effectOf(written: Json | undefined, outcome: Json | undefined): Effect {
  if (written === "none" || written === "done" || written === "unknown") return written;
  return outcome === "refused" ? "none" : "unknown";
}

function selectionOf(value: Json | undefined): StepSelection {
  const step = text(member(value, "step"));
  const from = text(member(value, "from"));
  return { ...(step === undefined ? {} : { step }), ...(from === undefined ? {} : { from }) };
}

function member(value: Json | undefined, key: string): Json | undefined {
  return value !== null && typeof value === "object" && !Array.isArray(value) && Object.hasOwn(value, key)
    ? (value as Fields)[key]
    : undefined;
}

function text(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Milliseconds from its first start to `now`, by the wall clock; 0 for a run that goes on with none. */
export function timeUsed(past: PastRun | undefined, now: number): number {
  const since = past?.startedAt === undefined ? Number.NaN : Date.parse(past.startedAt);
  return Number.isNaN(since) ? 0 : Math.max(0, now - since);
}
