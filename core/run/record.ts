import type { EntryBody, Json } from "../audit/types.ts";
import type { Cluster, ClusterNode } from "../cluster/inventory-types.ts";
import { formatVersion } from "../mysql/flavor.ts";
import type { ObservedNode, StepReference } from "./events.ts";
import type { Outcome, ResultSet, StatementEvidence, TargetEvidence } from "./outcome.ts";
import type { ServerIdentity } from "./ports.ts";
import { showValue } from "./shown-value.ts";
import type { StepContext, StepPlan } from "./step-executor.ts";

/** An entry with its envelope must stay below 60 KiB. */
const maxBodyBytes = 52 * 1024;

type Fields = Readonly<Record<string, Json>>;

export function stepField({ name, index, kind, risk }: StepReference): Fields {
  return { name, index, kind, risk };
}

function identityField(identity: ServerIdentity): Fields {
  return {
    node: identity.node,
    host: identity.host,
    port: identity.port,
    server_uuid: identity.serverUuid,
    server_id: identity.serverId,
    version: `${identity.version.flavor} ${formatVersion(identity.version)}`,
    tls: identity.tls ?? "none",
    user: identity.user,
    connection_id: identity.connectionId,
  };
}

/** `readOnly`: of the nodes that were asked just now. */
export function targetFields(
  nodes: readonly ClusterNode[],
  sessions: StepContext["sessions"],
  readOnly: ReadonlyMap<string, boolean>,
): Json {
  if (nodes.length === 0) return [{ node: "local" }];
  return nodes.map((node) => {
    const opened = sessions.get(node.name);
    const now = readOnly.get(node.name);
    if (opened?.status === "ready")
      return { ...identityField(opened.session.identity), ...(now === undefined ? {} : { read_only: now }) };
    return { node: node.name, host: node.host, port: node.port, connected: false };
  });
}

export function topologyField(nodes: readonly ObservedNode[], cluster: Cluster): Json {
  return nodes.map((one) => ({
    ...(one.identity ? { ...identityField(one.identity), read_only: one.identity.readOnly } : { node: one.node }),
    role: one.role,
    intended: cluster.nodes.find(({ name }) => name === one.node)?.role ?? "none",
    ...(one.sourceNode === undefined ? {} : { source: one.sourceNode }),
    ...(one.message === undefined ? {} : { message: one.message }),
  }));
}

/** `text` of each statement as it will be run; cut where there are too many, with the hash of all. */
export function plannedFields(kind: StepReference["kind"], plan: StepPlan, sha256: (text: string) => string): Fields {
  const texts = plan.statements.map(({ text }) => text);
  const field = kind === "shell" ? "exec" : kind === "sql" ? "sql" : "text";
  const limit = Math.max(200, Math.floor(24_000 / Math.max(1, texts.length)));
  return {
    [field]: {
      text: texts.slice(0, 100).map((text) => cut(text, limit)),
      count: texts.length,
      sha256: sha256(texts.join("\n")),
    },
  };
}

const outcomeNames = {
  succeeded: "success",
  failed: "failure",
  refused: "refused",
  cancelled: "cancelled",
  "timed-out": "timeout",
  skipped: "skipped",
} as const;

export function outcomeFields(outcome: Outcome, intent: number): Fields {
  const head: Fields = { intent, outcome: outcomeNames[outcome.status] };
  if (outcome.status === "refused") return { ...head, code: outcome.code, message: cut(outcome.because, 4000) };
  if (outcome.status === "skipped") return head;
  const { evidence } = outcome;
  const verdict: Fields =
    outcome.status === "succeeded"
      ? {}
      : {
          effect: outcome.effect,
          message: cut(outcome.message, 4000),
          ...(outcome.status === "failed" ? { code: outcome.code } : {}),
        };
  const common = { ...head, ...verdict, duration_us: Math.round(evidence.durationMs * 1000) };
  // The most detailed form that fits.
  for (const budget of [600, 120, 0]) {
    const body = { ...common, targets: evidence.targets.map((target) => targetResult(target, budget)) };
    if (fits(body)) return body;
  }
  return {
    ...common,
    targets: evidence.targets.slice(0, 100).map(({ node, status }) => ({ node: cut(node, 64), status })),
  };
}

/** `budget`: characters of output kept per statement. */
function targetResult(target: TargetEvidence, budget: number): Fields {
  const { process } = target;
  const kept = budget > 0 ? target.statements : target.statements.slice(-5);
  return {
    node: target.node,
    status: target.status,
    attempts: target.attempts,
    ...(target.identity
      ? { server_uuid: target.identity.serverUuid, connection_id: target.identity.connectionId }
      : {}),
    ...(target.message === undefined ? {} : { message: cut(target.message, 2000) }),
    ...(target.statements.length > 0
      ? { statements: target.statements.length, results: kept.map((statement) => statementResult(statement, budget)) }
      : {}),
    ...(process
      ? {
          exit: process.exitCode,
          signal: process.signal,
          duration_us: process.durationUs,
          output: { stdout: cutFront(process.stdout, budget * 8), stderr: cutFront(process.stderr, budget * 8) },
          ...(process.output ? { written: { ...process.output } } : {}),
        }
      : {}),
    ...(target.expectations.length > 0
      ? {
          expectations: target.expectations.map(({ expression, held, detail }) => ({
            expression: cut(expression, 300),
            held,
            ...(detail === undefined ? {} : { detail: cut(detail, 500) }),
          })),
        }
      : {}),
  };
}

function statementResult(statement: StatementEvidence, budget: number): Fields {
  const { error } = statement;
  const head = cut(
    statement.resultSets
      .map(({ columns, rows }) =>
        [
          columns.join("\t"),
          ...rows.slice(0, 20).map((row) => row.map((cell) => showValue(cell).text).join("\t")),
        ].join("\n"),
      )
      .join("\n"),
    budget,
  );
  return {
    rows: statement.resultSets.map(({ rowCount }) => rowCount),
    ...outputFields(statement.resultSets),
    affected: statement.affectedRows,
    duration_us: statement.durationUs,
    ...(statement.warnings.length > 0
      ? { warnings: statement.warnings.slice(0, 5).map(({ code, message }) => ({ code, message: cut(message, 200) })) }
      : {}),
    ...(error ? { error: { errno: error.errno, sqlstate: error.sqlState, message: cut(error.message, 1000) } } : {}),
    ...(head === "" ? {} : { head }),
  };
}

/** What came over the wire, all of it: the head shows a part. */
function outputFields(sets: readonly ResultSet[]): Fields {
  const output = sets.flatMap(({ bytes, sha256 }) =>
    bytes === undefined || sha256 === undefined ? [] : [{ bytes, sha256 }],
  );
  return output.length === 0 ? {} : { output: output.slice(0, 20) };
}

/** Never too long to be written: an entry that does not fit would end the run. */
export function toBody(type: EntryBody["type"], fields: Fields): EntryBody {
  const whole = { ...fields, type };
  if (fits(whole)) return whole;
  const trimmed = Object.fromEntries(Object.entries(fields).filter(([, value]) => fits({ value } as Fields, 8000)));
  return { ...trimmed, type, truncated: true };
}

function fits(value: Fields, limit = maxBodyBytes): boolean {
  const text = JSON.stringify(value);
  return text.length * 3 <= limit || new TextEncoder().encode(text).length <= limit;
}

/** The beginning of a text, well-formed: a canonical line has no lone surrogates. */
export function cut(text: string, length: number): string {
  return (text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1))}…`).toWellFormed();
}

function cutFront(text: string, length: number): string {
  return (text.length <= length ? text : `…${text.slice(text.length - Math.max(0, length - 1))}`).toWellFormed();
}
