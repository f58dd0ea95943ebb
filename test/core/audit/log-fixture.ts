import { createHash } from "node:crypto";
import { type Actor, EntryChain } from "../../../core/audit/entry.ts";
import type { EntryBody } from "../../../core/audit/types.ts";

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

export const actor: Actor = { user: "dba", host: "bastion", pid: 42, client: "cli", version: "0.1.0" };

export const closedRun: readonly EntryBody[] = [
  { type: "log.opened" },
  { type: "run.started", run: { id: "r1", path: "a.runbook.md" } },
  { type: "step.intended", step: { name: "position" } },
  { type: "step.finished", step: { name: "position" }, intent: 2, outcome: "success" },
  { type: "step.intended", step: { name: "promote" } },
  { type: "step.finished", step: { name: "promote" }, intent: 4, outcome: "failure" },
  { type: "run.finished", outcome: "failure" },
  { type: "log.closed" },
];

/** The lines of a log with these entries, without line feeds. */
export function linesOf(bodies: readonly EntryBody[], log = "log-1"): Uint8Array[] {
  const chain = new EntryChain(log, actor, sha256);
  return bodies.map(
    (body, index) => chain.add(body, { now: 1_700_000_000_000 + index, monoUs: 1000 * index, boot: "b" }).line,
  );
}

export function fileOf(lines: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(lines.flatMap((line) => [line, Buffer.from("\n")]));
}
