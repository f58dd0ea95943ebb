import type { Cluster, ClusterNode } from "../cluster/inventory-types.ts";
import type { Connector, ServerIdentity, Session } from "./ports.ts";
import { describeHeld, type SessionLedger } from "./session-ledger.ts";

export type SessionOutcome =
  | { readonly status: "ready"; readonly session: Session }
  | {
      readonly status: "refused";
      readonly code: "connection-refused" | "identity-changed" | "session-lost";
      readonly message: string;
    };

/** One session per node, from its first use to the end of the run. */
export class SessionPool {
  readonly #cluster: Cluster;
  readonly #connector: Connector;
  readonly #onNotice: (text: string) => void;
  /** Absent for sessions in which no step does anything. */
  readonly ledger: SessionLedger | undefined;
  readonly #sessions = new Map<string, Session>();
  /** Who answered first under a node's name; nobody else may do so later in this run. */
  readonly #identities: Map<string, Pick<ServerIdentity, "serverUuid">>;

  /** Pools of one run share `identities`. */
  constructor(
    cluster: Cluster,
    connector: Connector,
    identities: Map<string, Pick<ServerIdentity, "serverUuid">>,
    onNotice: (text: string) => void,
    ledger?: SessionLedger,
  ) {
    this.#cluster = cluster;
    this.#connector = connector;
    this.#identities = identities;
    this.#onNotice = onNotice;
    this.ledger = ledger;
  }

  /** The open session of the node, or a new one. A session that was lost is replaced only here, and said aloud. */
  async get(node: ClusterNode, signal: AbortSignal): Promise<SessionOutcome> {
    const known = this.#sessions.get(node.name);
    if (known?.open) return { status: "ready", session: known };
    const held = known === undefined ? [] : (this.ledger?.of(node.name) ?? []);
    if (held.length > 0)
      return {
        status: "refused",
        code: "session-lost",
        message: `${node.name}: the session was lost, and with it ${describeHeld(held)}.`,
      };
    const outcome = await this.#connector.connect(this.#cluster, node, signal);
    if (outcome.status === "refused")
      return { status: "refused", code: "connection-refused", message: outcome.message };
    const session = this.ledger?.follow(node.name, outcome.session) ?? outcome.session;
    const first = this.#identities.get(node.name);
    if (first !== undefined && first.serverUuid !== session.identity.serverUuid) {
      await session.close();
      return {
        status: "refused",
        code: "identity-changed",
        message: `${node.name} (${node.host}:${node.port}) is another instance than at the start of the run: ${session.identity.serverUuid} instead of ${first.serverUuid}. Nothing was sent. Check the inventory and start a new run.`,
      };
    }
    if (first === undefined) this.#identities.set(node.name, session.identity);
    this.#sessions.set(node.name, session);
    if (known !== undefined) {
      this.#onNotice(
        `${node.name}: connected again. The session before was lost, and with it its locks, temporary tables, open transaction and session variables.`,
      );
    }
    return { status: "ready", session };
  }

  /** The session of the node as it is now: open, lost, or none yet. */
  current(node: string): Session | undefined {
    return this.#sessions.get(node);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.close()));
    this.#sessions.clear();
  }
}
