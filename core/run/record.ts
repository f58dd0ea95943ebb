import type { EntryBody, Json } from "../audit/types.ts";
import type { Cluster, ClusterNode } from "../cluster/inventory-types.ts";
import { formatVersion } from "../mysql/flavor.ts";
import type { ObservedNode, StepReference } from "./events.ts";
import type { GtidSet } from "./gtid.ts";
import type { ServerIdentity } from "./ports.ts";
import type { HeldState } from "./session-ledger.ts";
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
    ...(identity.certificateSha256 === undefined ? {} : { certificate_sha256: identity.certificateSha256 }),
    user: identity.user,
    connection_id: identity.connectionId,
  };
}

/** `readOnly`: of the nodes that were asked just now. */
export function targetFields(
  nodes: readonly ClusterNode[],
  sessions: StepContext["sessions"],
  readOnly: ReadonlyMap<string, boolean>,
  gtids: ReadonlyMap<string, GtidSet>,
): Json {
  if (nodes.length === 0) return [{ node: "local" }];
  return nodes.map((node) => {
    const opened = sessions.get(node.name);
    const now = readOnly.get(node.name);
    const gtid = gtids.get(node.name);
    if (opened?.status === "ready")
      return {
        ...identityField(opened.session.identity),
        ...(now === undefined ? {} : { read_only: now }),
        ...(gtid === undefined ? {} : { gtid: { ...gtid } }),
      };
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

/** What the sessions of the run hold after a step, and since which: a run that is resumed does not have it. */
export function heldFields(held: readonly HeldState[]): Fields {
  if (held.length === 0) return {};
  return {
    session_state: held.slice(0, 50).map(({ node, kind, what, step }) => ({
      node,
      kind,
      ...(what === "" ? {} : { what: cut(what, 64) }),
      step: cut(step, 100),
    })),
  };
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

/** Never too long to be written: an entry that does not fit would end the run. */
export function toBody(type: EntryBody["type"], fields: Fields): EntryBody {
  const whole = { ...fields, type };
  if (fits(whole)) return whole;
  const trimmed = Object.fromEntries(Object.entries(fields).filter(([, value]) => fits({ value } as Fields, 8000)));
  return { ...trimmed, type, truncated: true };
}

export function fits(value: Fields, limit = maxBodyBytes): boolean {
  const text = JSON.stringify(value);
  return text.length * 3 <= limit || new TextEncoder().encode(text).length <= limit;
}

/** The beginning of a text, well-formed: a canonical line has no lone surrogates. */
export function cut(text: string, length: number): string {
  return (text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1))}…`).toWellFormed();
}
