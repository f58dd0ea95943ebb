import { anchoredWords } from "../../core/audit/anchored-words.ts";
import type { Json } from "../../core/audit/types.ts";
import type { LogVerdict } from "../../core/audit/verdict.ts";
import { visible } from "../../core/text/visible.ts";

type Entry = Readonly<Record<string, Json>>;

function member(value: Json | undefined, key: string): Json | undefined {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Entry)[key] : undefined;
}

function word(value: Json | undefined): string {
  return typeof value === "string" ? visible(value) : typeof value === "number" ? String(value) : "";
}

/** The verdict on a log in one or more lines; what a verdict does not cover is part of it. */
export function verdictText(verdict: LogVerdict): string {
  switch (verdict.verdict) {
    case "VERIFIED":
      return [
        `VERIFIED: ${verdict.entries} entries, chain intact to ${verdict.head.slice(0, 12)}, anchored by ${anchoredWords[verdict.anchored]}.`,
        ...verdict.remarks.map(({ message }) => `  ${visible(message)}`),
      ].join("\n");
    case "TAMPERED":
      return `TAMPERED (${verdict.reason}): ${visible(verdict.message)}`;
    case "INCOMPLETE":
      return [
        `INCOMPLETE: ${verdict.entries} entries, ${verdict.sealed} of them sealed.`,
        ...[...verdict.gaps, ...verdict.remarks].map(({ message }) => `  ${visible(message)}`),
      ].join("\n");
    case "UNVERIFIABLE":
      return `UNVERIFIABLE (${verdict.reason}): ${visible(verdict.message)}`;
  }
}

/** One entry: number, hash, time, type, what it is about and how it ended. */
function entryLine(entry: Entry, hash: string): string {
  const targets = Array.isArray(entry.targets) ? entry.targets.map((target) => word(member(target, "node"))) : [];
  const approver = word(member(entry.approval, "approver"));
  const about = [
    word(member(entry.step, "name")),
    word(entry.move),
    approver === "" ? "" : `by ${approver}`,
    targets.join(", "),
    word(entry.outcome),
    word(entry.status),
    word(entry.name),
  ];
  const head = `#${word(entry.seq).padStart(3)}  ${hash.slice(0, 12).padEnd(12)}  ${word(entry.time)}  ${word(entry.type).padEnd(17)}`;
  return `${head}  ${about.filter((text) => text !== "").join(" · ")}`.trimEnd();
}

export interface TrailPage {
  readonly logId: string;
  readonly location: string;
  readonly verdict: LogVerdict;
  readonly entries: readonly Entry[];
}

/** A log as a page to read: verdict first, one line per entry, then each entry in full. */
export function trailText(page: TrailPage): string {
  const { entries, verdict } = page;
  const head = "head" in verdict ? verdict.head : "";
  const lines = entries.map((entry, index) => entryLine(entry, word(entries[index + 1]?.prev) || head));
  return [
    `Audit trail ${visible(page.logId)}`,
    visible(page.location),
    "",
    verdictText(verdict),
    "",
    ...lines,
    "",
    "Entries in full",
    ...entries.flatMap((entry) => ["", `#${word(entry.seq)}`, JSON.stringify(entry, undefined, 2)]),
    "",
  ].join("\n");
}
