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

/** `outcome.status = …` for every leaf; arrays of plain values stay on one line. */
function* leaves(value: Json, path: string): Generator<readonly [string, string]> {
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    if (items.every((item) => item === null || typeof item !== "object")) yield [path, items.map(plain).join(", ")];
    else for (const [index, item] of items.entries()) yield* leaves(item, `${path}[${index}]`);
  } else if (value !== null && typeof value === "object") {
    for (const [key, item] of Object.entries(value)) yield* leaves(item, path === "" ? key : `${path}.${key}`);
  } else yield [path, plain(value)];
}

export function entryLines(entry: TrailEntry, width: number, paint: Paint): string[] {
  const head = `${String(entry["seq"]).padStart(4)}  ${visible(plain(entry["time"] ?? ""))}  ${paint("bold", visible(plain(entry["type"] ?? "")))}`;
  const body = Object.fromEntries(Object.entries(entry).filter(([key]) => !HEAD.has(key)));
  return [head, ...[...leaves(body, "")].map(([key, text]) => cut(`        ${visible(key)}: ${visible(text)}`, width))];
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
