import {
  beginsTransaction,
  endsTransaction,
  mayCommit,
  type SessionStateKind,
  sessionEffects,
  writesRows,
} from "../mysql/sql/session-effects.ts";
import type { QueryOptions, QueryOutcome, ServerIdentity, Session } from "./ports.ts";

/** Something that a session has and that ends with it. */
export interface HeldState {
  readonly node: string;
  readonly kind: SessionStateKind;
  /** Name of the table or variable; empty for the rest. */
  readonly what: string;
  /** That brought it about. */
  readonly step: string;
}

const words: Readonly<Record<SessionStateKind, string>> = {
  transaction: "an open transaction with changes",
  begun: "the transaction that was begun",
  "read-lock": "the global read lock",
  "table-lock": "table locks",
  "backup-lock": "the backup lock",
  "user-lock": "a lock of GET_LOCK",
  "temporary-table": "the temporary table",
  "session-variable": "the session's",
  "user-variable": "the variable",
};

/** `kind`: also as an older trail has it. */
export function describeHeld(
  held: readonly { readonly kind: string; readonly what: string; readonly step: string }[],
): string {
  const named = held.map(({ kind, what, step }) => {
    const word = Object.hasOwn(words, kind) ? words[kind as SessionStateKind] : kind;
    return `${word}${what && ` ${what}`} (of ${step})`;
  });
  return named.join(", ");
}

/** What the steps of a run left in their sessions: locks, transactions, settings. It is gone when a session is. */
export class SessionLedger {
  readonly #held = new Map<string, HeldState[]>();
  /** Transactions that ended with their sessions. */
  #rolledBack: HeldState[] = [];
  #step = "";

  /** All that is done from now on is done by this step. */
  begin(step: string): void {
    this.#step = step;
    this.#rolledBack = this.#rolledBack.filter((one) => one.step !== step);
  }

  /** The same session, looked at. */
  follow(node: string, session: Session): Session {
    this.#held.set(node, []);
    return new FollowedSession(session, (statement, outcome) => this.#note(node, session, statement, outcome));
  }

  of(node: string): readonly HeldState[] {
    return this.#held.get(node) ?? [];
  }

  get all(): readonly HeldState[] {
    return [...this.#held.values()].flat();
  }

  /** The session is gone, and somebody said that the run goes on without what it held. */
  forget(node: string): void {
    this.#rolledBack.push(...this.of(node).filter(({ kind }) => kind === "transaction"));
    this.#held.set(node, []);
  }

  /** Changes that nobody will see: of transactions that were lost, or end when the run does. */
  get uncommitted(): readonly HeldState[] {
    return [...this.#rolledBack, ...this.all.filter(({ kind }) => kind === "transaction")];
  }

  #note(node: string, session: Session, statement: string, outcome: QueryOutcome): void {
    if (outcome.status === "lost" || !session.open) {
      // Nobody knows whether that was committed: the step says so, and here nothing is claimed.
      if (mayCommit(statement))
        this.#held.set(
          node,
          this.of(node).filter(({ kind }) => kind !== "transaction"),
        );
      return;
    }
    const changed = endsTransaction(statement) || session.transaction?.open !== true;
    let held = this.of(node).filter(({ kind }) => !(changed && (kind === "transaction" || kind === "begun")));
    const hold = (kind: SessionStateKind, what: string) => {
      held = held.filter((one) => one.kind !== kind || one.what !== what || kind === "transaction");
      // Each step that changed something in the transaction is named once.
      if (held.some((one) => one.kind === kind && one.what === what && one.step === this.#step)) return;
      held.push({ node, kind, what, step: this.#step });
    };
    if (outcome.status === "ok") {
      const effects = sessionEffects(statement);
      held = held.filter(
        ({ kind, what }) => !effects.frees.some((one) => one.kind === kind && (one.what ?? what) === what),
      );
      for (const { kind, what } of effects.holds) hold(kind, what);
    }
    // A routine may have changed something before its error.
    const mayHave = outcome.status !== "error" || !/^\s*(?:insert|replace|update|delete|load)\b/i.test(statement);
    if (!endsTransaction(statement) && session.transaction?.open === true && mayHave && writesRows(statement))
      hold("transaction", "");
    if (beginsTransaction(statement) && session.transaction?.open === true) hold("begun", "");
    this.#held.set(node, held);
  }
}

class FollowedSession implements Session {
  readonly #session: Session;
  readonly #onAnswer: (statement: string, outcome: QueryOutcome) => void;

  constructor(session: Session, onAnswer: (statement: string, outcome: QueryOutcome) => void) {
    this.#session = session;
    this.#onAnswer = onAnswer;
  }

  get identity(): ServerIdentity {
    return this.#session.identity;
  }

  get open(): boolean {
    return this.#session.open;
  }

  get transaction(): Session["transaction"] {
    return this.#session.transaction;
  }

  async query(statement: string, options?: QueryOptions): Promise<QueryOutcome> {
    const outcome = await this.#session.query(statement, options);
    this.#onAnswer(statement, outcome);
    return outcome;
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}
