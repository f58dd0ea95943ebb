import type { Json } from "../../core/audit/types.ts";
import type { LogVerdict } from "../../core/audit/verdict.ts";
import type { LogSummary, TrailEntry } from "../../core/node/trail-reader.ts";
import { visible } from "../../core/text/visible.ts";
import type { Output } from "../io.ts";
import { type Paint, paintFor, type Style } from "../terminal/colour.ts";
import { cut, padEnd } from "../terminal/width.ts";

/** Fields that stand at the head of every entry, or only serve the chain. */
const HEAD = new Set(["v", "log", "seq", "prev", "type", "time", "mono", "boot", "actor", "sum"]);

const statusStyles: Readonly<Record<string, Style>> = { succeeded: "green", failed: "red", unreadable: "red" };

export function writeLogList(logs: readonly LogSummary[], out: Output): void {
  const paint = paintFor(out);
  if (logs.length === 0) out.write("No runs are recorded yet.\n");
  for (const log of logs) {
    const status = paint(statusStyles[log.status] ?? "yellow", padEnd(visible(log.status), 10));
    const where = log.cluster === undefined ? "" : ` on ${visible(log.cluster)}`;
    const who = log.user === undefined ? "" : ` by ${visible(log.user)}`;
    out.write(
      `${visible(log.logId)}  ${status}  ${log.entries} entries  ${visible(log.runbook ?? "")}${where}${who}\n`,
    );
  }
}

function plain(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

const FIRST = ["name", "id", "node", "role", "status"];

function rank(key: string): number {
  const place = FIRST.indexOf(key);
  return place < 0 ? FIRST.length : place;
}

/** `node=db1 role=source port=3306`: what it is first, then the rest. */
function inline(value: Json): string {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return plain(value);
  const fields = Object.entries(value).sort(([a], [b]) => rank(a) - rank(b));
  return fields.map(([key, item]) => `${key}=${plain(item)}`).join(" ");
}

function* detailLines(key: string, value: Json): Generator<string> {
  const items: readonly Json[] = Array.isArray(value) ? value : [value];
  for (const item of items) yield `${key}: ${inline(item)}`;
}

/** One entry: what, which step and how it ended on the first line, a line for each thing that it says below. */
export function entryLines(entry: TrailEntry, width: number, paint: Paint): string[] {
  const { step, outcome, ...rest } = entry;
  const name = step !== null && typeof step === "object" && "name" in step ? plain(step.name) : "";
  const ended = outcome === undefined ? "" : plain(outcome);
  const head = [
    plain(entry["seq"] ?? "").padStart(4),
    visible(plain(entry["time"] ?? "")),
    paint("bold", visible(plain(entry["type"] ?? ""))),
    visible(name),
    paint(ended === "success" ? "green" : "red", visible(ended)),
  ];
  const details = Object.entries(rest)
    .filter(([key]) => !HEAD.has(key))
    .flatMap(([key, value]) => [...detailLines(key, value)]);
  return [
    head.filter((part) => part !== "").join("  "),
    ...details.map((line) => cut(`        ${visible(line)}`, width)),
  ];
}

const verdictStyles: Record<LogVerdict["verdict"], Style> = {
  VERIFIED: "green",
  TAMPERED: "red",
  INCOMPLETE: "yellow",
  UNVERIFIABLE: "yellow",
};

export function writeVerdict(log: string, verdict: LogVerdict, out: Output): void {
  const paint = paintFor(out);
  const word = paint(verdictStyles[verdict.verdict], verdict.verdict);
  const name = visible(log);
  switch (verdict.verdict) {
    case "VERIFIED":
      out.write(
        `${word}  ${name}  ${verdict.entries} entries, anchored by ${verdict.anchored === "chain-only" ? "its own chain only" : verdict.anchored}\n`,
      );
      out.write(`${paint("dim", `  head ${verdict.head}`)}\n`);
      return;
    case "TAMPERED":
      out.write(
        `${word}  ${name}  entry ${verdict.entry} at byte ${verdict.byte} (${verdict.reason})\n  ${visible(verdict.message)}\n`,
      );
      return;
    case "INCOMPLETE":
      out.write(`${word}  ${name}  ${verdict.entries} entries\n`);
      for (const gap of verdict.gaps) out.write(`  ${visible(gap.message)}\n`);
      return;
    case "UNVERIFIABLE":
      out.write(`${word}  ${name}\n  ${visible(verdict.message)}\n`);
  }
}
