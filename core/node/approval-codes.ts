import { deflateRawSync, inflateRawSync } from "node:zlib";
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
  const [code] = /drq1_[\w-]+/.exec(given.replaceAll(/\s+/g, "")) ?? [];
  const text = code === undefined ? given.trim() : inflate(code.slice(requestPrefix.length));
  const request = text === undefined ? undefined : readRequest(text);
  if (text === undefined || request === undefined || !showsItsText(request, sha256)) return undefined;
  return { request, text, hash: sha256(text) };
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

/** The note in what was pasted: its code, or the note itself. Undefined where there is nothing of the kind; the note is not looked at. */
export function decodeAnswer(pasted: string): string | undefined {
  const [code] = /dra1_[\w-]+/.exec(pasted.replaceAll(/\s+/g, "")) ?? [];
  if (code !== undefined) return Buffer.from(code.slice(answerPrefix.length), "base64url").toString("utf8");
  const text = pasted.replaceAll("\r\n", "\n");
  return text.startsWith("dr-runbooks/approval\n") ? `${text.trimEnd()}\n` : undefined;
}
