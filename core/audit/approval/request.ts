import { publicKeyOf } from "../../cluster/approvers.ts";
import { canonicalText } from "../canonical-line.ts";
import type { Sha256 } from "../leaf-hash.ts";
import { asEntry, type Entry } from "../read-entry.ts";
import type { Json } from "../types.ts";

/** Somebody who may answer, as the request names them. */
export interface ListedApprover {
  readonly name: string;
  /** C2SP verifier key. */
  readonly key?: string;
  /** Of the operating system. */
  readonly user?: string;
}

/** What one attempt to run one step asks other people to approve. Secrets are replaced; there is nothing in it that is not asked about. */
export interface ApprovalRequest {
  readonly v: 1;
  readonly log: string;
  /** The newest entry of the log when it was made. */
  readonly after: { readonly seq: number; readonly hash: string };
  readonly runbook: { readonly path: string; readonly sha256: string };
  readonly cluster: string;
  readonly step: { readonly name: string; readonly index: number; readonly kind: string; readonly risk: string };
  /** 1 for the first time that the step is asked about in this log. */
  readonly attempt: number;
  /** SHA-256 of the fence with its first line. */
  readonly block_sha256: string;
  /** Statements, script or items as they will be run, whole, and the SHA-256 of their lines. */
  readonly text: readonly string[];
  readonly text_sha256: string;
  /** Of the variables of the run: those that a script or a condition names. */
  readonly variables: Readonly<Record<string, string>>;
  /** What else decides about what happens: default schema, working directory, timeout. */
  readonly settings: Readonly<Record<string, string>>;
  readonly targets: readonly { readonly node: string; readonly at: string }[];
  readonly operator: { readonly user: string; readonly host: string };
  readonly needed: number;
  readonly approvers: readonly ListedApprover[];
  /** UTC, ISO 8601. */
  readonly created: string;
  readonly expires: string;
  /** 32 hex digits. */
  readonly nonce: string;
}

/** Longer ones nobody reads, and they would not fit into an entry of the trail. */
export const maxRequestBytes = 40 * 1024;

/** RFC 8785 text: what its hash is taken of. */
export function requestText(request: ApprovalRequest): string {
  return canonicalText(request as unknown as Json);
}

/** Undefined for anything but a request as this product makes it. Never throws. */
export function parseRequest(value: Json | undefined): ApprovalRequest | undefined {
  const entry = asEntry(value);
  if (entry === undefined) return undefined;
  const known = [...Object.keys(shape), "redactions"];
  const isWhole = Object.entries(shape).every(([key, holds]) => holds(entry[key] ?? null));
  return isWhole && Object.keys(entry).every((key) => known.includes(key))
    ? (entry as unknown as ApprovalRequest)
    : undefined;
}

/** Whether the text that is shown is the text that is meant: its hash also stands in the intent. */
export function showsItsText(request: ApprovalRequest, sha256: Sha256): boolean {
  return sha256(new TextEncoder().encode(request.text.join("\n"))) === request.text_sha256;
}

/** The request in a text, which has to be its canonical form to the byte. */
export function readRequest(text: string): ApprovalRequest | undefined {
  if (text.length > maxRequestBytes) return undefined;
  try {
    const value = JSON.parse(text) as Json;
    const request = parseRequest(value);
    return request !== undefined && canonicalText(value) === text ? request : undefined;
  } catch {
    return undefined;
  }
}

type Holds = (value: Json) => boolean;

const isText: Holds = (value) => typeof value === "string" && value !== "";
const isCount: Holds = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isHash: Holds = (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
const isTime: Holds = (value) => typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);
const isList =
  (holds: Holds, least = 0): Holds =>
  (value) =>
    Array.isArray(value) && value.length >= least && value.every((item: Json) => holds(item));
const isRecord =
  (fields: Readonly<Record<string, Holds>>): Holds =>
  (value) => {
    const entry = asEntry(value);
    return (
      entry !== undefined &&
      Object.keys(entry).length === Object.keys(fields).length &&
      Object.entries(fields).every(([key, holds]) => Object.hasOwn(entry, key) && holds(entry[key] ?? null))
    );
  };

const isTexts: Holds = (value) =>
  Object.values(asEntry(value) ?? { none: null }).every((item) => typeof item === "string");

const isApprover: Holds = (value) => {
  const { name, key, user, ...rest }: Entry = asEntry(value) ?? {};
  return (
    isText(name ?? null) &&
    (key === undefined || (typeof key === "string" && publicKeyOf(key) !== undefined)) &&
    (user === undefined || isText(user)) &&
    (key !== undefined || user !== undefined) &&
    Object.keys(rest).length === 0
  );
};

const shape: Readonly<Record<keyof ApprovalRequest, Holds>> = {
  v: (value) => value === 1,
  log: isText,
  after: isRecord({ seq: isCount, hash: isHash }),
  runbook: isRecord({ path: isText, sha256: isHash }),
  cluster: isText,
  step: isRecord({ name: isText, index: isCount, kind: isText, risk: isText }),
  attempt: isCount,
  block_sha256: isHash,
  text: isList((item) => typeof item === "string"),
  text_sha256: isHash,
  variables: isTexts,
  settings: isTexts,
  targets: isList(isRecord({ node: isText, at: isText }), 1),
  operator: isRecord({ user: isText, host: isText }),
  needed: (value) => isCount(value) && Number(value) > 0,
  approvers: isList(isApprover, 1),
  created: isTime,
  expires: isTime,
  nonce: (value) => typeof value === "string" && /^[0-9a-f]{32}$/.test(value),
};
