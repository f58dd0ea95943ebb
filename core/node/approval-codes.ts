import { deflateRawSync, inflateRawSync } from "node:zlib";
import { parseSignedAnswer } from "../audit/approval/answer.ts";
import { type ApprovalRequest, maxRequestBytes, readRequest, showsItsText } from "../audit/approval/request.ts";
import { sha256 } from "./sha256.ts";

const requestPrefix = "drq1_";
const answerPrefix = "dra1_";

/** A request as one word that survives a chat, a ticket and a shell. */
export function encodeRequest(text: string): string {
  return requestPrefix + deflateRawSync(text, { level: 9 }).toString("base64url");
}

export interface FoundRequest {
  readonly request: ApprovalRequest;
  /** Canonical. */
  readonly text: string;
  readonly hash: string;
}

/** A request from its code or its text, whatever stands around it. Undefined when there is none that is whole. */
export function decodeRequest(given: string): FoundRequest | undefined {
  const codes = wordsOf(given, requestPrefix).map((code) => inflate(code));
  for (const text of [...codes, given.trim()]) {
    const request = text === undefined ? undefined : readRequest(text);
    if (text !== undefined && request !== undefined && showsItsText(request, sha256))
      return { request, text, hash: sha256(text) };
  }
  return undefined;
}

/** What follows the prefix in a text: as one word, and with the breaks taken out that a mail or a chat put in. */
function wordsOf(given: string, prefix: string): string[] {
  return [given, given.replaceAll(/\s+/g, "")].flatMap((text) => {
    const [code] = new RegExp(String.raw`${prefix}[\w-]+`).exec(text) ?? [];
    return code === undefined ? [] : [code.slice(prefix.length)];
  });
}

function inflate(encoded: string): string | undefined {
  try {
    return inflateRawSync(Buffer.from(encoded, "base64url"), { maxOutputLength: maxRequestBytes }).toString("utf8");
  } catch {
    return undefined;
  }
}

/** A signed answer as one word: fields of an editor take one line. */
export function encodeAnswer(note: string): string {
  return answerPrefix + Buffer.from(note, "utf8").toString("base64url");
}

/** The note in what was pasted: its code, or the note itself. Undefined where there is nothing of the kind. */
export function decodeAnswer(pasted: string): string | undefined {
  const notes = wordsOf(pasted, answerPrefix).map((code) => Buffer.from(code, "base64url").toString("utf8"));
  const whole = notes.find((note) => parseSignedAnswer(note) !== undefined) ?? notes[0];
  if (whole !== undefined) return whole;
  const text = pasted.replaceAll("\r\n", "\n");
  return text.startsWith("dr-runbooks/approval\n") ? `${text.trimEnd()}\n` : undefined;
}
