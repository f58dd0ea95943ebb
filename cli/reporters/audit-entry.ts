import { parseRequest } from "../../core/audit/approval/request.ts";
import { requestLines } from "../../core/audit/approval/show-request.ts";
import { asEntry, textAt } from "../../core/audit/read-entry.ts";
import type { Json } from "../../core/audit/types.ts";
import type { TrailEntry } from "../../core/node/trail-reader.ts";
import { oneLine } from "../../core/text/one-line.ts";
import { visible } from "../../core/text/visible.ts";
import type { Paint, Style } from "../terminal/colour.ts";
import { cut, padEnd } from "../terminal/width.ts";

/** Fields that stand at the head of every entry, or only serve the chain. */
const HEAD = new Set(["v", "log", "seq", "prev", "type", "time", "mono", "boot", "actor", "sum"]);

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

function* detailLines(key: string, value: Json, entry: TrailEntry): Generator<string> {
  const request = key === "request" ? parseRequest(value) : undefined;
  if (request !== undefined) {
    for (const line of requestLines(request, textAt(entry, "request_sha256") ?? "")) yield `${key}: ${line}`;
    return;
  }
  if (key === "approval") {
    const { approval_note: note, ...rest } = asEntry(value) ?? {};
    yield `${key}: ${inline(rest)}`;
    if (typeof note === "string") for (const line of note.trimEnd().split("\n")) yield `${key}:   ${line}`;
    return;
  }
  const items: readonly Json[] = Array.isArray(value) ? value : [value];
  for (const item of items) yield `${key}: ${inline(item)}`;
}

function outcomeStyle(outcome: string): Style {
  return outcome === "success" || outcome === "succeeded" ? "green" : outcome === "skipped" ? "yellow" : "red";
}

/** One entry: what, which step and how it ended on the first line, a line for each thing that it says below. */
export function entryLines(entry: TrailEntry, width: number, paint: Paint): string[] {
  const { step: _, outcome: ended, ...rest } = entry;
  const outcome = ended === undefined ? "" : plain(ended);
  const head = [
    plain(entry["seq"] ?? "").padStart(4),
    visible(plain(entry["time"] ?? "")),
    paint("bold", visible(plain(entry["type"] ?? ""))),
    visible(textAt(entry, "step", "name") ?? ""),
    paint(outcomeStyle(outcome), visible(outcome)),
  ];
  const details = Object.entries(rest)
    .filter(([key]) => !HEAD.has(key))
    .flatMap(([key, value]) => [...detailLines(key, value, entry)]);
  return [
    head.filter((part) => part !== "").join("  "),
    ...details.map((line) => cut(`        ${visible(line)}`, width)),
  ];
}

/** One entry on one line: number, time of day, type, step, nodes, outcome, duration, and the beginning of what it is about. */
export function entryRow(entry: TrailEntry, width: number, paint: Paint): string {
  const outcome = textAt(entry, "outcome") ?? textAt(entry, "status") ?? "";
  const row = [
    plain(entry["seq"] ?? "").padStart(4),
    (textAt(entry, "time") ?? "").slice(11, 23),
    padEnd(visible(textAt(entry, "type") ?? ""), 18),
    visible(textAt(entry, "step", "name") ?? ""),
    nodesOf(entry),
    visible(outcome),
    durationOf(entry),
  ];
  const facts = row.filter((part) => part !== "").join("  ");
  const about = aboutOf(entry);
  // An unlimited line would show a whole script: what is here is a summary, and --entry shows all.
  const line = cut(about === "" ? facts : `${facts}  ${about}`, Math.min(width, 160));
  if (outcome === "" || !line.includes(`  ${visible(outcome)}`)) return line;
  return line.replace(`  ${visible(outcome)}`, `  ${paint(outcomeStyle(outcome), visible(outcome))}`);
}

function nodesOf(entry: TrailEntry): string {
  const targets = entry["targets"] ?? entry["nodes"];
  if (!Array.isArray(targets)) return "";
  return targets.map((target: Json) => visible(textAt(asEntry(target) ?? {}, "node") ?? "")).join(",");
}

function durationOf(entry: TrailEntry): string {
  const us = entry["duration_us"];
  if (typeof us !== "number") return "";
  return us < 1_000_000 ? `${(us / 1000).toFixed(1)} ms` : `${(us / 1_000_000).toFixed(2)} s`;
}

/** Who approved or denied, or what was asked of whom. */
function approvalOf(entry: TrailEntry): string | undefined {
  const said = asEntry(entry["approval"]);
  const request = asEntry(entry["request"]);
  const number = (textAt(entry, "request_sha256") ?? textAt(said ?? {}, "answers") ?? "").slice(0, 8);
  if (said !== undefined) {
    const proof = textAt(said, "how") === "user" ? `user ${textAt(said, "user")}` : `key ${textAt(said, "key")}`;
    return `${entry["type"] === "approval.denied" ? "denied" : "approved"} by ${textAt(said, "approver")} (${proof}), request ${number}`;
  }
  if (request === undefined) return undefined;
  const decision = textAt(entry, "decision");
  if (decision !== undefined)
    return `${decision} ${textAt(request, "step", "name")} on ${textAt(request, "cluster")}, request ${number}`;
  const approvers = Array.isArray(request["approvers"]) ? request["approvers"] : [];
  const names = approvers.map((one: Json) => textAt(asEntry(one) ?? {}, "name"));
  return `${plain(request["needed"] ?? "")} of ${names.join(", ")}, request ${number}`;
}

/** The most telling text of an entry. */
function aboutOf(entry: TrailEntry): string {
  for (const field of ["sql", "exec", "text"]) {
    const texts = asEntry(entry[field])?.["text"];
    if (Array.isArray(texts)) return visible(oneLine(texts.map((text: Json) => plain(text)).join("; ")));
  }
  const texts = [
    textAt(entry, "move"),
    approvalOf(entry),
    textAt(entry, "message") ??
      textAt(entry, "because") ??
      textAt(entry, "run", "path") ??
      (entry["approval"] === undefined ? textAt(entry, "confirm", "question") : undefined),
    textAt(entry, "item", "note"),
    typeof entry["value"] === "string" ? `${textAt(entry, "name") ?? ""} = ${entry["value"]}` : textAt(entry, "name"),
    textAt(entry, "recovered", "log") ?? textAt(entry, "exported", "log"),
  ];
  return visible(
    texts
      .filter((text) => text !== undefined)
      .map((text) => oneLine(text ?? ""))
      .join("  "),
  );
}
