import { type Note, parseNote } from "../note.ts";

export type Decision = "approve" | "deny";

/** What an approver says about a request. It is signed as a C2SP note, or stands as it is in a file that the approver owns. */
export interface Answer {
  readonly decision: Decision;
  /** SHA-256 of the request's canonical text, which has a random number in it: no other run, step or attempt has the same. */
  readonly request: string;
  /** Of a denial. */
  readonly reason?: string;
}

const longestReason = 300;

export function answerText({ decision, request, reason = "" }: Answer): string {
  const line = reason
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .trim()
    .slice(0, longestReason);
  return `dr-runbooks/approval\n${decision}\n${request}\n${decision === "deny" && line !== "" ? `${line.toWellFormed()}\n` : ""}`;
}

/** Undefined for anything but a text that `answerText` makes, to the byte. */
export function parseAnswer(text: string): Answer | undefined {
  const [, decision, request = "", reason] =
    /^dr-runbooks\/approval\n(approve|deny)\n([0-9a-f]{64})\n(?:([^\n]+)\n)?$/.exec(text) ?? [];
  if (decision !== "approve" && decision !== "deny") return undefined;
  const answer: Answer = { decision, request, ...(reason === undefined ? {} : { reason }) };
  return answerText(answer) === text ? answer : undefined;
}

/** A signed answer: exactly one signature, nothing before or after it. */
export function parseSignedAnswer(text: string): { readonly answer: Answer; readonly note: Note } | undefined {
  const note = parseNote(text);
  const answer = note && parseAnswer(note.text);
  return note && answer ? { answer, note } : undefined;
}
