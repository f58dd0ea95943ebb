import { type ApprovalRequest, maxRequestBytes, parseRequest, requestText } from "../audit/approval/request.ts";
import type { Json } from "../audit/types.ts";
import type { ClusterNode } from "../cluster/inventory-types.ts";
import type { Step } from "../runbook/types.ts";
import { formatTimeout } from "../text/duration.ts";
import type { Reachable } from "./approvers.ts";
import type { StepReference } from "./events.ts";
import { neededVariables } from "./needed-variables.ts";
import { cut } from "./record.ts";
import type { RunState } from "./run-state.ts";
import { toText } from "./scope.ts";
import type { StepPlan } from "./step-executor.ts";
import { timeoutOf } from "./step-facts.ts";

export const defaultApprovalMs = 3_600_000;
/** Characters of a variable's value; a longer one is shown with its hash. */
const longestValue = 2000;

/** A step that is settled up to what other people say. */
export interface Proposal {
  readonly step: Step;
  readonly plan: StepPlan;
  readonly reference: StepReference;
  readonly nodes: readonly ClusterNode[];
  /** SHA-256 of the fence, and of the document where it is not the run's. */
  readonly document: { readonly blockHash: string; readonly documentHash?: string };
}

export interface Sealed {
  readonly request: ApprovalRequest;
  /** Canonical. */
  readonly text: string;
  /** SHA-256 of the text. */
  readonly hash: string;
}

/** All that an approval is about, with secrets replaced. A message when it can't be shown whole. */
export async function makeRequest(state: RunState, proposal: Proposal, who: Reachable): Promise<Sealed | string> {
  const { step, plan, reference, nodes, document } = proposal;
  const { ports, cluster, path, approvalMs = defaultApprovalMs } = state.options;
  const { user, host } = who.operator;
  const attempt = (state.approvalAttempts.get(step.name) ?? 0) + 1;
  state.approvalAttempts.set(step.name, attempt);
  const texts = plan.statements.map(({ text }) => text);
  const created = Math.trunc(ports.clock.now());
  const newest = state.journal.newest;
  const fields = {
    v: 1,
    log: ports.trail.logId,
    after: { seq: newest?.seq ?? 0, hash: newest?.hash ?? "" },
    runbook: { path, sha256: document.documentHash ?? ports.sha256(state.runbook.text) },
    cluster: cluster?.name ?? "",
    step: { ...reference },
    attempt,
    block_sha256: document.blockHash,
    text: texts,
    text_sha256: ports.sha256(texts.join("\n")),
    variables: variablesOf(state, step),
    settings: settingsOf(state, step, nodes),
    targets:
      nodes.length === 0
        ? [{ node: "local", at: `the operator's machine, ${host}` }]
        : nodes.map((node) => ({ node: node.name, at: addressOf(step, node) })),
    operator: { user, host },
    needed: who.needed,
    approvers: who.approvers.map(({ span: _, ...approver }) => approver),
    created: new Date(created).toISOString(),
    expires: new Date(created + approvalMs).toISOString(),
    nonce: who.desk.nonce(),
  } satisfies Json;
  const redacted = state.journal.redacted(wellFormed(fields) as typeof fields);
  const request = parseRequest(redacted);
  const unshowable = "What it would do can't be shown to an approver as it is";
  if (request === undefined) return `${unshowable}: a secret stands where the request needs another value.`;
  if (ports.sha256(request.text.join("\n")) !== request.text_sha256)
    return `${unshowable}: a secret in it can't be replaced. Take it as an input of type secret.`;
  const text = requestText(request);
  if (new TextEncoder().encode(text).length > maxRequestBytes)
    return `${unshowable}: it is longer than ${maxRequestBytes / 1024} KiB, which nobody can judge. Split the step.`;
  // What goes into the trail is redacted once more: it has to stay what was signed.
  if (requestText(state.journal.redacted({ ...redacted }) as unknown as ApprovalRequest) !== text)
    return `${unshowable}: what was replaced in it looks like a secret again.`;
  return { request, text, hash: ports.sha256(text) };
}

function addressOf(step: Step, { host, port, socket, ssh }: ClusterNode): string {
  if (step.kind === "shell") return `ssh ${ssh ?? host}`;
  return socket ?? `${host}:${port}`;
}

function variablesOf({ scope, runbook, options }: RunState, step: Step): Record<string, string> {
  const words = step.kind === "shell" ? new Set(step.code.match(/[A-Za-z_]\w*/g)) : new Set<string>();
  const environment = scope.environment();
  const names = new Set([
    ...neededVariables(step, runbook),
    ...Object.keys(environment).filter((name) => words.has(name)),
  ]);
  const found: Record<string, string> = {};
  for (const name of names) {
    const variable = scope.get(name);
    const value = environment[name] ?? (variable?.kind === "value" ? toText(variable.value) : undefined);
    if (value === undefined) continue;
    const isShort = value.length <= longestValue;
    found[name] = isShort
      ? value
      : `${cut(value, longestValue)} (${value.length} characters, SHA-256 ${options.ports.sha256(value)})`;
  }
  return found;
}

function settingsOf({ options }: RunState, step: Step, nodes: readonly ClusterNode[]): Record<string, string> {
  const database = step.attributes.database?.value;
  return {
    timeout: formatTimeout(timeoutOf(step)),
    ...(database === undefined ? {} : { database }),
    ...(step.kind === "shell" && nodes.length === 0 ? { directory: options.workingDirectory } : {}),
  };
}

/** Canonical JSON has no lone surrogates. */
function wellFormed(value: Json): Json {
  if (typeof value === "string") return value.toWellFormed();
  if (Array.isArray(value)) return value.map((item: Json) => wellFormed(item));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.toWellFormed(), wellFormed(item as Json)]));
}
