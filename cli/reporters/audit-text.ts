import { anchoredWords } from "../../core/audit/anchored-words.ts";
import type { LogVerdict } from "../../core/audit/verdict.ts";
import type { LogSummary } from "../../core/node/trail-reader.ts";
import { visible } from "../../core/text/visible.ts";
import type { Output } from "../io.ts";
import { paintFor, type Style } from "../terminal/colour.ts";
import { padEnd } from "../terminal/width.ts";

const statusStyles: Readonly<Record<string, Style>> = {
  succeeded: "green",
  failed: "red",
  unreadable: "red",
  recorded: "dim",
};

/** A log with what verifying it alone comes to. */
export type ListedLog = LogSummary & { readonly verdict: LogVerdict["verdict"] };

export function writeLogList(logs: readonly ListedLog[], out: Output): void {
  const paint = paintFor(out);
  if (logs.length === 0) out.write("No runs are recorded yet.\n");
  for (const log of logs) {
    const status = paint(statusStyles[log.status] ?? "yellow", padEnd(visible(log.status), 10));
    const where = log.cluster === undefined ? "" : ` on ${visible(log.cluster)}`;
    const who = log.user === undefined ? "" : ` by ${visible(log.user)}`;
    const isDoubtful = log.verdict === "TAMPERED" || log.verdict === "UNVERIFIABLE";
    const doubt = isDoubtful ? `  ${paint("red", log.verdict)}` : "";
    out.write(
      `${visible(log.logId)}  ${status}  ${log.entries} entries  ${visible(log.runbook ?? "")}${where}${who}${doubt}\n`,
    );
  }
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
      out.write(`${word}  ${name}  to size ${verdict.entries}, anchored by ${anchoredWords[verdict.anchored]}\n`);
      out.write(
        `${paint("dim", `  root ${verdict.root}${verdict.key ? `, certified by ${visible(verdict.key)}` : ""}`)}\n`,
      );
      break;
    case "TAMPERED":
      out.write(
        `${word}  ${name}  entry ${verdict.entry} at byte ${verdict.byte} (${verdict.reason})\n  ${visible(verdict.message)}\n`,
      );
      break;
    case "INCOMPLETE":
      out.write(`${word}  ${name}  ${verdict.entries} entries, ${verdict.sealed} of them sealed\n`);
      for (const gap of verdict.gaps) out.write(`  ${visible(gap.message)}\n`);
      break;
    case "UNVERIFIABLE":
      out.write(`${word}  ${name}\n  ${visible(verdict.message)}\n`);
  }
  if ("remarks" in verdict) for (const remark of verdict.remarks) out.write(`  ${visible(remark.message)}\n`);
}
